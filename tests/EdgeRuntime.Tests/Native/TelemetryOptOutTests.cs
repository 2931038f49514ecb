using System.Diagnostics;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Tests.Tools;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Native;

/// <summary>ONNX Runtime keeps its identifier and its events in the user's cache folder, from version 1.29 on; a process of its own shows whether it does.</summary>
public sealed class TelemetryOptOutTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("rsdtr-tests-").FullName;

    [Fact]
    public void A_run_leaves_nothing_in_the_users_folders()
    {
        string sample = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier");
        string image = Directory.GetFiles(Path.Combine(sample, "images"), "*.png", SearchOption.AllDirectories)[0];
        ProcessStartInfo start = EdgeTool.CreateStart(null, ["run", Path.Combine(sample, "models", "classifier.onnx"), "--input", image]);
        start.Environment["HOME"] = start.Environment["XDG_CACHE_HOME"] = _home;
        // In the runs of a build server the library keeps nothing anyway.
        foreach (string name in new[] { TelemetryOptOut.Variable, "CI", "GITHUB_ACTIONS", "TF_BUILD" })
        {
            _ = start.Environment.Remove(name);
        }

        Assert.Equal(0, EdgeTool.Run(start).ExitCode);
        // Under whatever name.
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
