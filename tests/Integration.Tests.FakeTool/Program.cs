using RsdtrEdge.Integration.Tests.FakeTool;

return FakeCommandLine.Create().Parse(args).Invoke();
