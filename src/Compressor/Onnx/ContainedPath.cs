namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Whether a file lies in a model's folder, by its name and by where links lead.</summary>
internal static class ContainedPath
{
    /// <summary>
    /// True where <paramref name="path"/> is inside the folder of <paramref name="modelPath"/>. Links are followed on both sides,
    /// because model caches keep model and data as links into one store; a link that leads elsewhere is outside.
    /// </summary>
    /// <param name="path">A full path.</param>
    /// <param name="modelPath">The model's full path.</param>
    public static bool IsInside(string path, string modelPath)
    {
        string folder = Path.GetDirectoryName(modelPath)!;
        if (!IsBelow(path, folder))
        {
            return false;
        }

        string real = RealPath(path);
        return IsBelow(real, RealPath(folder)) || IsBelow(real, Path.GetDirectoryName(RealPath(modelPath))!);
    }

    private static bool IsBelow(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative != "." && relative != ".." && !Path.IsPathRooted(relative)
            && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
    }

    // Links may form a circle through their parent folders; systems give up after 40 steps, and so does this.
    private static string RealPath(string path, int steps = 40)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null || steps == 0)
        {
            return path;
        }

        string candidate = Path.Combine(RealPath(parent, steps), Path.GetFileName(path));
        try
        {
            FileSystemInfo? target = Directory.Exists(candidate)
                ? Directory.ResolveLinkTarget(candidate, returnFinalTarget: true)
                : File.ResolveLinkTarget(candidate, returnFinalTarget: true);
            return target is null ? candidate : RealPath(target.FullName, steps - 1);
        }
        catch (IOException)
        {
            // What does not exist leads nowhere else; opening it reports its absence.
            return candidate;
        }
    }
}
