using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>What can be wrong with a model's file, told by its codes.</summary>
internal static class ModelFile
{
    /// <summary>Looks whether a file can be read and holds anything.</summary>
    /// <exception cref="RsdtrException">RSDTR1001: it cannot be read; RSDTR1002: it is empty.</exception>
    public static void RequireReadable(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length == 0)
            {
                throw new RsdtrException(ModelDiagnostics.NotAModel, "the model file is empty: 0 bytes.", path);
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
