using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>The sample's unit, judged by systemd itself.</summary>
public sealed class ServiceUnitTests : IDisposable
{
    private static readonly string s_unit = Path.Combine(RepositoryLayout.Root, "samples", "deploy", "rsdtr-classifier.service");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SystemdFact]
    public void Every_line_is_understood()
    {
        // The program must be there: this machine's dotnet may be elsewhere.
        string copy = _folder.File("rsdtr-classifier.service");
        File.WriteAllText(copy, File.ReadAllText(s_unit).Replace("/usr/bin/dotnet", "/bin/sh", StringComparison.Ordinal));
        Assert.Equal((0, ""), SystemdFactAttribute.Run("verify", copy));
    }

    // In tenths: the measure goes from 0 to 10, and a unit that says nothing of security has 9.6.
    [SystemdFact]
    public void The_exposure_is_small()
    {
        (int code, string output) = SystemdFactAttribute.Run("security", "--offline=true", "--no-pager", "--threshold=15", s_unit);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void It_runs_what_deployments_make_current() =>
        Assert.Contains("ExecStart=/usr/bin/dotnet /opt/rsdtr/classifier/current/PiClassifier.dll", File.ReadAllLines(s_unit));
}
