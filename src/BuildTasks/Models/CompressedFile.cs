namespace RsdtrEdge.BuildTasks.Models;

/// <summary>Files that a build of this or another project made by this package. MSBuild hands on no more of them than their paths.</summary>
internal static class CompressedFile
{
    /// <summary>How a network's name ends.</summary>
    public const string NetworkExtension = ".onnx";

    /// <summary>What the name of its report has in that one's place.</summary>
    public const string ReportExtension = ".report.json";

    /// <summary>What the name of the list of its inputs has in that one's place.</summary>
    public const string InputsExtension = ".inputs.txt";

    /// <summary>Whether a file is a network or a report that such a build made: beside each lies the list of its inputs.</summary>
    /// <param name="path">The full path.</param>
    public static bool Is(string path) =>
        ((string[])[NetworkExtension, ReportExtension]).Select(extension => StemOf(path, extension)).Append(path).Any(stem => stem is not null && File.Exists(stem + InputsExtension));

    /// <summary>A name without the extension; null where it has another one.</summary>
    /// <param name="name">A name or path.</param>
    /// <param name="extension">The extension.</param>
    public static string? StemOf(string name, string extension) =>
        name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - extension.Length) : null;

    /// <summary>Whether two files hold the same bytes. One that is absent or cannot be read is left to those who copy it.</summary>
    /// <param name="left">A full path.</param>
    /// <param name="right">A full path.</param>
    public static bool AreEqual(string left, string right)
    {
        try
        {
            return new FileInfo(left).Length == new FileInfo(right).Length && File.ReadAllBytes(left).SequenceEqual(File.ReadAllBytes(right));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
