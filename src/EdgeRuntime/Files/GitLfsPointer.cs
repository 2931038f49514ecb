namespace RsdtrEdge.Runtime.Files;

/// <summary>The text that Git keeps in place of a large file until <c>git lfs pull</c> fetches it.</summary>
internal static class GitLfsPointer
{
    /// <summary>What is wrong with such a file, and the remedy.</summary>
    public const string Told = "is a Git LFS pointer in place of the model: run git lfs pull where the repository is checked out.";

    /// <summary>How many bytes tell such a text from others.</summary>
    public static int Length => Start.Length;

    // The first line names the version, whatever number that has (git-lfs, docs/spec.md).
    private static ReadOnlySpan<byte> Start => "version https://git-lfs.github.com/spec/"u8;

    /// <summary>Whether a file is such a text.</summary>
    /// <param name="bytes">The file's first bytes.</param>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Start);
}
