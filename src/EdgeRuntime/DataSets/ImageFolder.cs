namespace RsdtrEdge.Runtime.DataSets;

/// <summary>
/// What counts in a folder of images: the same for who reads the images, for the cache's key and for the build's lists of inputs. The build's tasks compile this
/// file, too, because MSBuild loads their assembly alone.
/// </summary>
internal static class ImageFolder
{
    /// <summary>Whether a path names an image: a PNG or JPEG extension, and no hidden file or folder on the way (such as the companions that macOS writes).</summary>
    /// <param name="path">The path below the folder or within the archive, with <c>/</c>.</param>
    public static bool IsImagePath(string path)
    {
        foreach (string part in path.Split('/'))
        {
            if ((part.Length > 0 && part[0] == '.') || part == "__MACOSX")
            {
                return false;
            }
        }

        string extension = Path.GetExtension(path);
        return extension.Equals(".jpg", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".jpeg", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".png", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The images of a folder and its sub-folders, in no order.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Each image's path below the folder, with <c>/</c>, and its file.</returns>
    public static IEnumerable<(string Path, FileInfo File)> Images(string folder) =>
        Entries(folder).Where(entry => entry.Image is not null).Select(entry => (entry.Path, entry.Image!));

    /// <summary>All that lies in a folder and its sub-folders but the sub-folders themselves. Links to folders are not followed: they may form circles.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Each entry's path below the folder, with <c>/</c>, and its file where it is an image.</returns>
    public static IEnumerable<(string Path, FileInfo? Image)> Entries(string folder)
    {
        Stack<(DirectoryInfo Folder, string Prefix)> open = new();
        open.Push((new DirectoryInfo(folder), ""));
        while (open.Count > 0)
        {
            (DirectoryInfo current, string prefix) = open.Pop();
            foreach (FileSystemInfo entry in current.EnumerateFileSystemInfos())
            {
                string path = prefix + entry.Name;
                if (entry is DirectoryInfo below && (below.Attributes & FileAttributes.ReparsePoint) == 0)
                {
                    open.Push((below, path + "/"));
                }
                else
                {
                    yield return (path, entry is FileInfo file && IsImagePath(path) ? file : null);
                }
            }
        }
    }
}
