using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>Where pictures with their faces go.</summary>
internal static class PictureFolder
{
    /// <summary>Makes the folder, if it is not there yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RsdtrException">RSDTR3001: it cannot be made.</exception>
    public static void Create(string folder)
    {
        try
        {
            _ = Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(ToolDiagnostics.OutputUnwritable, $"--out takes a folder, which cannot be made: {exception.Message}", folder, innerException: exception);
        }
    }

    /// <summary>The name of an image's picture.</summary>
    /// <param name="image">The image's path.</param>
    public static string NameOf(string image) => Path.GetFileNameWithoutExtension(image) + ".faces.png";

    /// <summary>Two images that would become one picture; null where there are none.</summary>
    /// <param name="images">The images' paths.</param>
    public static (string First, string Second)? FindClash(IEnumerable<string> images)
    {
        // Some file systems know no difference between small and capital letters.
        Dictionary<string, string> pictures = new(StringComparer.OrdinalIgnoreCase);
        foreach (string image in images)
        {
            if (!pictures.TryAdd(NameOf(image), image) && pictures[NameOf(image)] is { } first && !SamePath.Are(first, image))
            {
                return (first, image);
            }
        }

        return null;
    }
}
