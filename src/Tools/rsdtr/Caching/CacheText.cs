namespace RsdtrEdge.Tools.Rsdtr.Caching;

/// <summary>What the cache says: on the standard output, because nothing of it is an error.</summary>
internal static class CacheText
{
    /// <summary>Writes a line.</summary>
    /// <param name="message">The sentence, without its end.</param>
    public static void Tell(string message) => Console.Out.WriteLine($"cache: {message}.");
}
