namespace RsdtrEdge.Runtime.DataSets;

/// <summary>One image file.</summary>
internal sealed class SingleImageStore(string file) : ImageStore
{
    public override string Location { get; } = file;

    public override bool HasEntries => false;

    public override IReadOnlyList<string> Paths { get; } = [Path.GetFileName(file)];

    public override int IgnoredEntries => 0;

    public override IEnumerable<EncodedImage> Read(IReadOnlyList<int> indices)
    {
        foreach (int index in indices)
        {
            yield return new EncodedImage(index, ReadFile());
        }
    }

    private byte[] ReadFile()
    {
        try
        {
            CheckSize(Location, new FileInfo(Location).Length);
            return File.ReadAllBytes(Location);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }
}
