using RsdtrEdge.BuildTasks.Diagnostics;
using RsdtrEdge.BuildTasks.Sarif;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.BuildTasks.Tests.Sarif;

public sealed class SarifLogTests : IDisposable
{
    private const string Page = "https://example.org/docs/errors.md";

    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Nothing_to_tell_is_a_valid_log() => Assert.Empty(SarifCheck.Results(SarifLog.Render([], SarifLocation.For(_project.Root), Page, "p.csproj", "")));

    [Fact]
    public void Files_are_told_from_the_repositorys_root_and_lines_from_1()
    {
        _ = _project.Write("repository/.git", "gitdir: elsewhere");
        string board = _project.Write("repository/app/devices/a board, ж (1).json", "{}");
        string outside = _project.Write("shared/pi4.json", "{}");
        SarifLocation locations = SarifLocation.For(_project.Full("repository/app"));
        string text = SarifLog.Render(
        [
            new RecordedDiagnostic(true, "RSDTR2102", board, 4, $"net.onnx: 5 FLOPs > 4: raise limits.flops in {board}."),
            new RecordedDiagnostic(true, "RSDTR2101", board, 0, "net.onnx: 2 parameters > 1."),
            new RecordedDiagnostic(false, "RSDTR2107", outside, 2, "not checked"),
            new RecordedDiagnostic(true, "RSDTR3004", null, 0, "cancelled"),
        ], locations, Page, "app/app.csproj", "");

        const string Uri = "app/devices/a%20board%2C%20%D0%B6%20%281%29.json";
        Assert.Equal(
            [
                ("RSDTR2102", "error", Uri, 4, "net.onnx: 5 FLOPs > 4: raise limits.flops in app/devices/a board, ж (1).json."),
                ("RSDTR2101", "error", Uri, 1, "net.onnx: 2 parameters > 1."),
                ("RSDTR2107", "warning", new Uri(outside).AbsoluteUri, 2, "not checked"),
                ("RSDTR3004", "error", null, 0, "cancelled"),
            ],
            SarifCheck.Results(text));
        Assert.Contains($"\"helpUri\": \"{Page}\"", text, StringComparison.Ordinal);
        Assert.Contains("More FLOPs than the budget allows.", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_project.Full("repository"), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_repository_files_are_told_from_the_project() =>
        Assert.Equal(("models/net.onnx", true), SarifLocation.For(_project.Root).Of(_project.Full("models/net.onnx")));

    [Fact]
    public void What_the_tasks_of_a_build_said_is_written_once_and_sorted()
    {
        string file = _project.Full("out/rsdtr.sarif");
        string first = Build("models/b.onnx", "models/a.onnx");
        Assert.Equal(["models/a.onnx", "models/b.onnx"], SarifCheck.Results(first).Select(result => result.Text.Split(' ')[1].TrimEnd(':')));
        DateTime written = File.GetLastWriteTimeUtc(file);
        Assert.Equal(first, Build("models/a.onnx", "models/b.onnx", "models/a.onnx"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));

        string Build(params string[] absent)
        {
            var engine = new RecordingBuildEngine();
            foreach (string model in absent)
            {
                _ = new ResolveModels
                {
                    BuildEngine = engine,
                    Models = [new Microsoft.Build.Utilities.TaskItem(model)],
                    ProjectDirectory = _project.Root,
                    IntermediateDirectory = "obj/",
                    ToolAssembly = _project.Full("tool/rsdtr.dll"),
                    Record = "one",
                }.Execute();
            }

            Assert.True(new WriteSarif { BuildEngine = engine, SarifFile = file, ProjectFile = _project.Full("p.csproj"), Record = "one", HasModels = true }.Execute());
            return File.ReadAllText(file);
        }
    }

    [Fact]
    public void Each_project_and_framework_has_a_run_of_its_own_in_one_file()
    {
        string file = _project.Full("out/rsdtr.sarif");
        Write("b.csproj", "", "absent.onnx");
        Write("a.csproj", "net10.0");
        Write("a.csproj", "net8.0", "other.onnx");
        string before = File.ReadAllText(file);
        Assert.Equal([("rsdtr/a.csproj/net10.0/", 0), ("rsdtr/a.csproj/net8.0/", 1), ("rsdtr/b.csproj/", 1)], Runs());

        // Again, in another order: the same text. A project without networks says nothing, and takes back only what was its own.
        Write("a.csproj", "net8.0", "other.onnx");
        Write("b.csproj", "", "absent.onnx");
        WriteWithoutModels("c.csproj");
        Assert.Equal(before, File.ReadAllText(file));
        WriteWithoutModels("b.csproj");
        Assert.Equal([("rsdtr/a.csproj/net10.0/", 0), ("rsdtr/a.csproj/net8.0/", 1), ("rsdtr/b.csproj/", 0)], Runs());

        _ = _project.Write("out/rsdtr.sarif", "half a fi");
        Write("b.csproj", "");
        Assert.Equal([("rsdtr/b.csproj/", 0)], Runs());

        void Write(string project, string framework, params string[] absent)
        {
            var engine = new RecordingBuildEngine();
            foreach (string model in absent)
            {
                DiagnosticRecord.Of(engine, project)!.Add(new RecordedDiagnostic(true, "RSDTR3006", _project.Full(project), 1, $"RsdtrModel {model}: there is none."));
            }

            Assert.True(new WriteSarif { BuildEngine = engine, SarifFile = file, ProjectFile = _project.Full(project), Framework = framework, Record = project, HasModels = true }.Execute());
        }

        void WriteWithoutModels(string project) =>
            Assert.True(new WriteSarif { BuildEngine = _project.Engine, SarifFile = file, ProjectFile = _project.Full(project), Record = project }.Execute());

        (string, int)[] Runs() => [.. SarifCheck.Runs(File.ReadAllText(file)).Select(run => (run.Id, run.Results.Count))];
    }

    [Fact]
    public void A_project_without_networks_makes_no_file()
    {
        string file = _project.Full("out/rsdtr.sarif");
        Assert.True(new WriteSarif { BuildEngine = _project.Engine, SarifFile = file, ProjectFile = _project.Full("p.csproj") }.Execute());
        Assert.False(Directory.Exists(_project.Full("out")));
    }

    [Fact]
    public void A_build_without_a_SARIF_file_records_nothing()
    {
        _ = _project.Resolve("pi4", ("models/absent.onnx", []));
        Assert.Equal("RSDTR3006", Assert.Single(_project.Engine.Errors).Code);
        Assert.Empty(DiagnosticRecord.Of(_project.Engine, "")!.Sorted());
    }
}
