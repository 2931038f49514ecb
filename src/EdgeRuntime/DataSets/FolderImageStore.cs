using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>A folder of images and all its sub-folders. Links to folders are not followed (they may form circles) but counted as ignored.</summary>
internal sealed class FolderImageStore : ImageStore
{
    private readonly string[] _paths;

    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.PathUnreadable"/>.</exception>
    public FolderImageStore(string folder)
    {
        Location = folder;
        try
        {
            List<string> paths = [];
            foreach ((string path, FileInfo? image) in ImageFolder.Entries(Path.GetFullPath(folder)))
            {
                if (image is not null)
                {
                    paths.Add(path);
                }
                else
                {
                    IgnoredEntries++;
                }
            }

            paths.Sort(StringComparer.Ordinal);
            _paths = [.. paths];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    public override string Location { get; }

    public override IReadOnlyList<string> Paths => _paths;

    public override int IgnoredEntries { get; }

    public override string FileOf(int index) => Path.Combine(Location, _paths[index]);

    public override IEnumerable<EncodedImage> Read(IReadOnlyList<int> indices)
    {
        foreach (int index in indices)
        {
            yield return new EncodedImage(index, ReadFile(_paths[index]));
        }
    }

    private byte[] ReadFile(string path)
    {
        try
        {
            string full = Path.Combine(Location, path);
            CheckSize(path, new FileInfo(full).Length);
            return File.ReadAllBytes(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }
}
