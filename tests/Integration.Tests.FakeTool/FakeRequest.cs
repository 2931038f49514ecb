namespace RsdtrEdge.Integration.Tests.FakeTool;

/// <summary>What one call of the tool was given.</summary>
/// <param name="Model">The model.</param>
/// <param name="Budget">The budget's name or file.</param>
/// <param name="Devices">The folders where a name is looked for.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Report">Where the report goes.</param>
/// <param name="Diagnostics">Where the verdict goes.</param>
/// <param name="Machine">How it works on this machine, as text.</param>
/// <param name="Options">The other options.</param>
internal sealed record FakeRequest(
    string Model, string? Budget, string[] Devices, string Output, string Report, string Diagnostics, string Machine,
    IReadOnlyDictionary<string, string> Options);
