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

    [LinuxFact]
    public void A_disk_that_old_releases_fill_has_room_where_fewer_are_to_stay()
    {
        string[] old = DeployVersions(3);
        // Room comes with the third release.
        _ = _board.Replace("df", "echo Filesystem; [ $(ls \"$HOME/app/releases\" | wc -l) -gt 2 ] && echo '/dev/x 1000 990 10 99% /' || echo '/dev/x 9999999 9 9999990 1% /'");
        _board.Application.Write("version.txt", "new");
        (int code, _, string error) = _board.Deploy("--no-bench");
        Assert.True(code == 4, error);
        Assert.Contains("error RSDTR4205: ", error, StringComparison.Ordinal);
        Assert.Contains("keep fewer than 3 releases (--keep)", error, StringComparison.Ordinal);
        Assert.Equal(old, _board.Releases("app"));

        (code, string output, error) = _board.Deploy("--no-bench", "--keep", "2");
        Assert.True(code == 0, output + error);
        Assert.Equal("", error);
        Assert.Equal(2, _board.Releases("app").Length);
        Assert.Contains(old[^1], _board.Releases("app"));
        Assert.Equal($"releases/{_board.Releases("app")[^1]}", _board.Current("app"));
    }

    [LinuxFact]
    public void The_release_in_use_stays_however_old_it_is_and_full_the_disk()
    {
        string[] old = DeployVersions(3);
        string link = Path.Combine(_board.Home, "app", "current");
        File.Delete(link);
        _ = File.CreateSymbolicLink(link, $"releases/{old[0]}");
        _ = _board.Replace("df", "echo Filesystem; echo '/dev/x 1000 990 10 99% /'");
        (int code, _, string error) = _board.Deploy("--no-bench", "--keep", "1");
        Assert.True(code == 4, error);
        Assert.EndsWith(" are free: make room there", error.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal([old[0], old[2]], _board.Releases("app"));
        Assert.Equal($"releases/{old[0]}", _board.Current("app"));
    }

    private string[] DeployVersions(int count)
    {
        for (int version = 0; version < count; version++)
        {
            _board.Application.Write("version.txt", $"{version}");
            Assert.Equal(0, _board.Deploy("--no-bench").ExitCode);
        }

        return _board.Releases("app");
    }
}
