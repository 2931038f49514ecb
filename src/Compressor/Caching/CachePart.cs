namespace RsdtrEdge.Compressor.Caching;

/// <summary>One part of what an entry keeps.</summary>
/// <param name="Name">Its name in the entry.</param>
/// <param name="Open">Opens its bytes from their beginning.</param>
public sealed record CachePart(string Name, Func<Stream> Open)
{
    /// <summary>A part that is a file's bytes.</summary>
    /// <param name="name">Its name in the entry.</param>
    /// <param name="path">The file.</param>
    public static CachePart OfFile(string name, string path) => new(name, () => File.OpenRead(path));

    /// <summary>A part that is a text.</summary>
    /// <param name="name">Its name in the entry.</param>
    /// <param name="text">The text.</param>
    public static CachePart OfText(string name, string text) => new(name, () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text), writable: false));
}
