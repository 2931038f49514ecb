using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tests.Common;
using Xunit.Abstractions;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>
/// rsdtr-edge as a program that brings its own runtime, with everything taken away that it does not use. The trimmer looks at the whole program, and each of its warnings is an error; what each assembly may
/// do for it, and for compiling ahead of time, the builds' analyzers say (IsAotCompatible).
/// </summary>
public sealed class TrimmedToolTests(ITestOutputHelper log) : IDisposable
{
    /// <summary>Bytes of all that is published, the native ONNX Runtime left out.</summary>
    private const long SizeLimit = 30_000_000;

    private readonly TemporaryFolder _folder = new("trimmed");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trimmed_program_is_small_and_measures()
    {
        string published = Path.Combine(_folder.Path, "published");
        _ = Command.DotNet(
            RepositoryLayout.Root,
            [
                "publish", "src/Tools/rsdtr-edge", "-c", "Release", "-r", PackageFeed.HostRid, "--self-contained", "true", "-o", published, "-nologo", "-v", "quiet",
                "--artifacts-path", Path.Combine(_folder.Path, "artifacts"), "-p:PublishTrimmed=true", "-p:DisableTransitiveFrameworkReferenceDownloads=true",
            ]).Succeeds();

        FileInfo[] files = [.. new DirectoryInfo(published).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension is not (".pdb" or ".xml"))];
        long size = files.Where(file => !file.Name.Contains("onnxruntime", StringComparison.Ordinal)).Sum(file => file.Length);
        log.WriteLine($"{size / 1e6:F1} MB without the native library, {files.Length} files");
        Assert.InRange(size, 1, SizeLimit);
        Assert.DoesNotContain(files, file => file.Name == "System.Linq.Expressions.dll");

        string report = Path.Combine(_folder.Path, "report.json"), model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");
        string program = Path.Combine(published, OperatingSystem.IsWindows() ? "rsdtr-edge.exe" : "rsdtr-edge");
        CommandResult bench = Command.Run(program, _folder.Path, ["bench", model, "--seconds", "0.1", "--force", "--json", report]).Succeeds();
        Assert.Contains("p99 ms", bench.Output, StringComparison.Ordinal);
        Assert.True(LatencyReportJson.Load(report).Count >= 100);
        _ = Command.Run(program, _folder.Path, ["info"]).Succeeds();
    }
}
