using RsdtrEdge.Benchmarks.Builds;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary><c>rsdtr-edge</c> published as native code, as a user publishes it.</summary>
/// <param name="ProgramPath">The program; null where there is none.</param>
/// <param name="Reason">Why there is none; null where there is one.</param>
internal sealed record NativeTool(string? ProgramPath, string? Reason)
{
    private const string Project = "src/Tools/rsdtr-edge";

    /// <summary>Publishes it, from the project's root.</summary>
    /// <param name="folder">Where all of it goes.</param>
    public static NativeTool Publish(string folder)
    {
        if (!Directory.Exists(Project))
        {
            return new NativeTool(null, $"there is no folder {Project} here: run it from the project's root");
        }

        string published = Path.Combine(folder, "native");
        try
        {
            DotNet.Run(
                ".",
                [
                    "publish", Project, "-c", "Release", "-r", NativeLibraryResolver.RuntimeIdentifier, "-p:PublishAot=true", "-o", published,
                    "--artifacts-path", Path.Combine(folder, "artifacts"), "-nologo", "-v", "quiet",
                ]);
            return new NativeTool(Path.Combine(published, OperatingSystem.IsWindows() ? "rsdtr-edge.exe" : "rsdtr-edge"), null);
        }
        catch (InvalidOperationException exception)
        {
            return new NativeTool(null, ReasonOf(exception.Message));
        }
    }

    /// <summary>The first sentence of the first error that a publish told, without the files that it names.</summary>
    /// <param name="output">What the publish printed.</param>
    internal static string ReasonOf(string output)
    {
        const string mark = "error ";
        string line = output.Split('\n').FirstOrDefault(line => line.Contains($": {mark}", StringComparison.Ordinal)) ?? output.Split('\n')[0];
        int begin = line.IndexOf($": {mark}", StringComparison.Ordinal);
        line = begin < 0 ? line : line[(begin + 2 + mark.Length)..];
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        end = end < 0 ? line.LastIndexOf(" [", StringComparison.Ordinal) : end;
        return (end < 0 ? line : line[..end]).Trim().TrimStart(':', ' ');
    }
}
