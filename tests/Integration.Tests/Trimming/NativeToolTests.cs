using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Integration.Tests.Samples;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tests.Common;
using Xunit.Abstractions;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>
/// rsdtr-edge compiled ahead of time: no warning of the compiler, which sees the whole program, and in all that it says the same as the managed one. Each warning is an error in the publish itself.
/// </summary>
public sealed class NativeToolTests(NativeTool tool, ITestOutputHelper log) : IClassFixture<NativeTool>
{
    private static string Built { get; } = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    /// <summary>Bytes of all that is published, the native ONNX Runtime and symbols left out.</summary>
    private const long SizeLimit = 10_000_000;

    [NativeFact]
    public void It_is_one_program_without_a_runtime_and_made_without_a_warning()
    {
        Assert.DoesNotContain("warning", tool.PublishResult.Succeeds().All, StringComparison.OrdinalIgnoreCase);
        FileInfo[] files = [.. new DirectoryInfo(tool.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension is not (".pdb" or ".dbg"))];
        long size = files.Where(file => !file.Name.Contains("onnxruntime", StringComparison.Ordinal)).Sum(file => file.Length);
        log.WriteLine($"{size / 1e6:F1} MB without the native library, {files.Length} files");
        Assert.InRange(size, 1, SizeLimit);
        Assert.DoesNotContain(files, file => file.Extension == ".dll" && !file.Name.Contains("onnxruntime", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Name == "pi4.json");
    }

    [NativeFact]
    public void It_measures_a_compressed_network_behind_its_self_test()
    {
        // The sample's network, as the build of these tests compressed it.
        string model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "bin", SampleBuild.Configuration, "net10.0", "models", "classifier.onnx");
        string json = Path.Combine(tool.Folder, "report.json");
        CommandResult bench = tool.Run("bench", model, "--seconds", "0.1", "--force", "--json", json).Succeeds();
        Assert.Contains("p99 ms", bench.Output, StringComparison.Ordinal);
        LatencyReport report = LatencyReportJson.Load(json);
        Assert.True(report.Count >= 100);
        Assert.True(report.SelfTest is { Outputs: > 0 } result && result.Difference <= result.Tolerance);
        Assert.Equal(tool.RunManaged("info").Lines("ONNX Runtime"), tool.Run("info").Succeeds().Lines("ONNX Runtime"));
    }

    [NativeFact]
    public void It_says_what_the_managed_one_says()
    {
        string model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");
        string image = Directory.GetFiles(Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "images"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        // Resized and normalized, by vectors that may be narrower where the program is compiled for any processor of its kind.
        string larger = Path.Combine(RepositoryLayout.Root, "src", "Packaging", "icon.png");
        string[][] commands =
        [
            ["--version"], ["--help"], ["run", "--help"], ["bench", "--help"], ["profile", "--help"], ["info", "--help"], ["deploy", "--help"],
            ["run", model, "--input", image, "--threads", "1"], ["run", model, "--input", larger, "--threads", "1", "--mean", "0.5,0.4,0.3", "--top", "10"],
            ["bench", "absent.onnx"], ["bench", image], ["bench", model, "--budget", "absent"], ["bench", model, "--provider", "absent", "--seconds", "x"], ["bench", "--nothing"], [],
        ];
        foreach (string[] command in commands)
        {
            CommandResult native = tool.Run(command), managed = tool.RunManaged(command);
            // Where the program lies, which a message may name, is all that may differ.
            Assert.Equal((managed.ExitCode, managed.Output, managed.Error), (native.ExitCode, native.Output, native.Error.Replace(tool.Folder, Built, StringComparison.Ordinal)));
        }

        Assert.Contains("error RSDTR", tool.Run("bench", "absent.onnx").Error, StringComparison.Ordinal);
    }
}
