using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Integration.Tests.Samples;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>
/// The sample published as docs/deployment.md says for boards without a runtime, here for this machine: what is said of the application reaches neither the build's task nor its tool, nothing warns, and what
/// the trimmer and the compiler take away is missed by nothing that it does.
/// </summary>
public sealed class TrimmedSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("trimmed-sample");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trimmed_application_reads_its_report_classifies_and_measures()
    {
        string published = Publish("--self-contained", "true", "-p:PublishTrimmed=true", "-p:DisableTransitiveFrameworkReferenceDownloads=true");
        Assert.False(File.Exists(Path.Combine(published, "System.Linq.Expressions.dll")));
        AssertWorks(published);
    }

    [NativeFact]
    public void An_application_of_native_code_reads_its_report_classifies_and_measures()
    {
        string published = Publish("-p:PublishAot=true");
        Assert.DoesNotContain(Directory.EnumerateFiles(published), file => Path.GetExtension(file) == ".dll");
        AssertWorks(published);
    }

    // In the configuration of these tests, which have built the task and the tool that the sample's build starts.
    private string Publish(params string[] options)
    {
        string published = Path.Combine(_folder.Path, "published");
        CommandResult publish = Command.DotNet(
            RepositoryLayout.Root,
            [
                "publish", "samples/PiClassifier", "-c", SampleBuild.Configuration, "-r", PackageFeed.HostRid, .. options, "-o", published, "-nologo", "-v", "quiet",
                "--artifacts-path", Path.Combine(_folder.Path, "artifacts"), "-p:TrimmerSingleWarn=false",
            ]).Succeeds();
        Assert.DoesNotContain("warning", publish.All, StringComparison.OrdinalIgnoreCase);
        return published;
    }

    private void AssertWorks(string published)
    {
        CommandResult run = Command.Run(Path.Combine(published, OperatingSystem.IsWindows() ? "PiClassifier.exe" : "PiClassifier"), _folder.Path, []).Succeeds();
        Assert.Equal("243,786", Assert.Single(run.Lines("  parameters ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        _ = Assert.Single(run.Lines("budget: met"));
        Assert.Equal(20, run.Lines(".png").Count);
        _ = Assert.Single(run.Lines("times as fast"));
    }
}
