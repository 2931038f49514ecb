using System.Runtime.Versioning;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>Old releases that stay because the board cannot remove them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OldReleasesTests : IDisposable
{
    private readonly FakeBoard _board = new();

    public void Dispose() => _board.Dispose();

    [LinuxFact]
    public void What_cannot_be_removed_is_a_warning_and_the_release_stays_current()
    {
        // That which looks for what was left half copied.
        _ = _board.Replace("find", "case \"$*\" in *partial*) echo 'find: a bad sector' >&2; exit 1;; *) exec /usr/bin/find \"$@\";; esac");
        (int code, string output, string error) = _board.Deploy("--no-bench");
        Assert.Equal(0, code);
        Assert.StartsWith("rsdtr-edge: warning RSDTR4207: pi@board: removing old releases failed: find: a bad sector", error, StringComparison.Ordinal);
        Assert.EndsWith("deployed", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal($"releases/{Assert.Single(_board.Releases("app"))}", _board.Current("app"));
    }
}
