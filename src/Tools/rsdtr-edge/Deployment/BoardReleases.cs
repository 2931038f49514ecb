using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>
/// The releases in a folder on the board: <c>releases/NAME</c> holds each whole, and the link <c>current</c> names the one in use. It is replaced by a rename, so that it names
/// the one or the other at any moment, whatever happens to the power.
/// </summary>
internal sealed class BoardReleases(SshClient ssh, string folder)
{
    // $1 is the folder, $2 the release. What was sent goes by another name until it is whole.
    private const string CopyScript = """
        set -eu
        umask 022
        mkdir -p -- "$1/releases"
        cd -- "$1/releases"
        rm -rf -- "$2.partial"
        mkdir -- "$2.partial"
        cd -- "$2.partial"
        tar -xof -
        find . -type f -exec sha256sum {} +
        """;

    // The link gets its other name before the release has its own: TakeBackScript, which removes them in that order, then never lets this one go on, should it still run there.
    private const string ActivateScript = """
        set -eu
        cd -- "$1"
        if [ -e current ] && [ ! -L current ]; then
          echo "$PWD/current is there and no link" >&2
          exit 1
        fi
        ln -sfn -- "releases/$2" ".current.$2"
        mv -- "releases/$2.partial" "releases/$2"
        sync
        mv -T -- ".current.$2" current
        """;

    private const string CurrentScript = """
        cd -- "$1" || exit 1
        echo "current=$(readlink -- current)"
        """;

    // $3 is what was current before. Where another deployment has switched meanwhile, its choice stays. A measurement outlives its connection, so that it is ended here; what it still writes for a moment
    // must not make a failure of what was taken back.
    private const string TakeBackScript = $$"""
        set -eu
        cd -- "$1"
        if measuring=$(cat "releases/$2/{{BoardBench.ProcessFile}}" 2> /dev/null) && grep -q rsdtr-edge "/proc/$measuring/cmdline" 2> /dev/null; then
          kill -KILL "$measuring" || true
        fi
        rm -rf -- "releases/$2.partial" || true
        rm -f -- ".current.$2"
        if [ "$(readlink -- current)" = "releases/$2" ]; then
          if [ -n "$3" ] && [ -d "$3" ]; then
            ln -sfn -- "$3" ".current.$2"
            mv -T -- ".current.$2" current
          else
            rm -f -- current
          fi
        fi
        rm -rf -- "releases/$2" || { sleep 1; rm -rf -- "releases/$2" || true; }
        echo "current=$(readlink -- current || true)"
        """;

    // $2 is how many releases stay. Only names that deployments make are looked at; what was left half copied goes after a day. Before the first release there is no folder.
    private const string PruneScript = """
        set -eu
        [ -d "$1/releases" ] || exit 0
        cd -- "$1/releases"
        current=$(basename -- "$(readlink -- ../current)")
        ls -1 | grep -E '^[0-9]{8}T[0-9]{9}Z-[0-9a-f]{8}$' | sort -r | tail -n "+$(($2 + 1))" | while IFS= read -r one; do
          [ "$one" = "$current" ] || rm -rf -- "./$one"
        done
        find . -maxdepth 1 -name '*Z-????????.partial' -mtime +0 -exec rm -rf -- {} +
        """;

    /// <summary>Sends a release, and holds each file's hash on the board against the one here.</summary>
    /// <param name="release">Its name.</param>
    /// <param name="content">Its files.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the link names then, relative to the folder; empty where there is none.</returns>
    /// <exception cref="RsdtrException">RSDTR4201: a file here cannot be read any more; RSDTR4202, RSDTR4205, RSDTR4207: it cannot be copied; RSDTR4206: a file arrived as another one.</exception>
    public string Copy(string release, ReleaseContent content, CancellationToken cancellation)
    {
        try
        {
            SshResult result = ssh.TryRun(CopyScript, [folder, release], input => ReleaseArchive.Write(content.Files, input), cancellation);
            Verify(content, ssh.Succeeded("the copy", result).Output);
            return CurrentOf(ssh.Run("a look at the current release", CurrentScript, [folder], cancellation));
        }
        catch (Exception exception) when (exception is not RsdtrException { Diagnostic.Descriptor: var descriptor } || descriptor != DeploymentDiagnostics.HostUnreachable)
        {
            RemovePartial(release);
            throw;
        }
    }

    /// <summary>Makes a release that was copied the current one.</summary>
    /// <param name="release">Its name.</param>
    /// <param name="cancellation">Ends the connection, and leaves open whether the board still switches.</param>
    /// <exception cref="RsdtrException">RSDTR4205, RSDTR4207: it failed, and the link is as it was; RSDTR4202: it is open whether it failed.</exception>
    public void Activate(string release, CancellationToken cancellation) => ssh.Run("the switch", ActivateScript, [folder, release], cancellation);

    /// <summary>Makes what was current before the current one again, ends a measurement of a release, and removes it.</summary>
    /// <param name="release">Its name.</param>
    /// <param name="before">What <see cref="Copy"/> gave.</param>
    /// <returns>What the link names now; empty where there is none.</returns>
    /// <exception cref="RsdtrException">RSDTR4202, RSDTR4207: it failed.</exception>
    public string TakeBack(string release, string before) =>
        CurrentOf(ssh.Run("taking the release back", TakeBackScript, [folder, release, before], CancellationToken.None));

    /// <summary>Removes the oldest releases.</summary>
    /// <param name="keep">How many stay; the current one always does.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RsdtrException">RSDTR4202, RSDTR4207: it failed.</exception>
    public void Prune(int keep, CancellationToken cancellation) =>
        ssh.Run("removing old releases", PruneScript, [folder, keep.ToString(CultureInfo.InvariantCulture)], cancellation);

    private void RemovePartial(string release)
    {
        try
        {
            _ = ssh.TryRun("""rm -rf -- "$1/releases/$2.partial" """, [folder, release], null, CancellationToken.None);
        }
        catch (RsdtrException)
        {
            // What has failed first is told. Another deployment removes it after a day.
        }
    }

    private string CurrentOf(string output)
    {
        const string Name = "current=";
        return output.Split('\n', StringSplitOptions.TrimEntries).LastOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..]
            ?? throw new RsdtrException(DeploymentDiagnostics.StepFailed, $"{ssh.Host}: the board does not say what is current");
    }

    private void Verify(ReleaseContent content, string output)
    {
        // HASH, two spaces, ./NAME.
        Dictionary<string, string> there = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split("  ./", 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
        foreach (ReleaseFile file in content.Files)
        {
            if (there.GetValueOrDefault(file.Name) is not { } hash)
            {
                throw Differs(file.Name, "it is not there");
            }

            if (hash != file.Hash)
            {
                throw Differs(file.Name, $"SHA-256 {hash}, sent was {file.Hash}");
            }
        }

        if (there.Count > content.Files.Length)
        {
            throw Differs(there.Keys.First(name => content.Files.All(file => file.Name != name)), "it was not sent");
        }
    }

    private RsdtrException Differs(string name, string how) =>
        new(DeploymentDiagnostics.CopyDiffers, $"{ssh.Host}: {name}: {how}: deploy again; if it stays so, test the board's storage");
}
