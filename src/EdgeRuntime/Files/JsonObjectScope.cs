namespace RsdtrEdge.Runtime.Files;

/// <summary>An object of a JSON file while it is read: which keys it may have, and which it had.</summary>
/// <param name="prefix">The object's own key with those of its parents, empty for the document.</param>
/// <param name="line">The line where the object begins.</param>
/// <param name="keys">The keys that it may have.</param>
internal sealed class JsonObjectScope(string prefix, int line, IReadOnlyList<string> keys)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The line where the object begins.</summary>
    public int Line => line;

    /// <summary>The keys that it may have.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>A key with those of the parents: <c>limits.latencyMs.limit</c>.</summary>
    public string FullKey(string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";

    /// <summary>Whether the object may have the key.</summary>
    public bool IsKnown(string key) => keys.Contains(key, StringComparer.Ordinal);

    /// <summary>Notes the key; false where it was there before.</summary>
    public bool MarkSeen(string key) => _seen.Add(key);

    /// <summary>Whether the key was there.</summary>
    public bool HasSeen(string key) => _seen.Contains(key);
}
