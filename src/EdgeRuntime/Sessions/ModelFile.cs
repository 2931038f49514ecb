using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>What can be wrong with a model's file, told by its codes.</summary>
internal static class ModelFile
{
    /// <summary>Looks whether a file can be read and holds anything of its own.</summary>
    /// <exception cref="RsdtrException">RSDTR1001: it cannot be read; RSDTR1002: it is empty, or a Git LFS pointer.</exception>
    public static void RequireReadable(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length == 0)
            {
                throw new RsdtrException(ModelDiagnostics.NotAModel, "the model file is empty: 0 bytes.", path);
            }

            Span<byte> start = stackalloc byte[GitLfsPointer.Length];
            if (GitLfsPointer.Is(start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]))
            {
                throw new RsdtrException(
                    ModelDiagnostics.NotAModel, string.Create(CultureInfo.InvariantCulture, $"the model file ({stream.Length} bytes) {GitLfsPointer.Told}"), path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable("read", path, exception);
        }
    }

    /// <summary>Maps a file that can be read.</summary>
    /// <exception cref="RsdtrException">RSDTR1001: it cannot be mapped.</exception>
    public static MappedFile Map(string path)
    {
        try
        {
            return new MappedFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable("mapped", path, exception);
        }
    }

    private static RsdtrException Unreadable(string verb, string path, Exception exception) =>
        new(ModelDiagnostics.FileUnreadable, $"the model file cannot be {verb}: {exception.Message}", path, innerException: exception);
}
