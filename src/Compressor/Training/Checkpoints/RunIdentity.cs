using System.Globalization;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Training.Checkpoints;

/// <summary>What a run is made of, in words: its inputs and all options that bear on the result.</summary>
internal sealed class RunIdentity
{
    private readonly List<(string Name, string Value)> _parts = [];

    private RunIdentity()
    {
    }

    /// <summary>Makes an identity.</summary>
    /// <param name="parts">The parts: names without <c>=</c>, and values that print the same on every machine.</param>
    public static RunIdentity Of(params IEnumerable<(string Name, object? Value)> parts)
    {
        RunIdentity identity = new();
        foreach ((string name, object? value) in parts)
        {
            string text = value is float number ? number.ToString("R", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            identity._parts.Add((name, text.Length == 0 ? "none" : text));
        }

        return identity;
    }

    /// <summary>A hash of a network: of its file, or of what it holds where it is none.</summary>
    public static string HashOf(OnnxModel network)
    {
        if (network.SourceHash is { } file)
        {
            return file;
        }

        HashingStream content = new(Stream.Null);
        network.Proto.WriteTo(content);
        return $"memory-{Convert.ToHexStringLower(content.Hash.GetCurrentHash())}";
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static RunIdentity Parse(string text) => Of(text.Split('\n').Select(line =>
    {
        int at = line.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (line, (object?)"") : (line[..at], line[(at + 1)..]);
    }));

    /// <summary>The first part in which another run differs, in words; null where it is the same.</summary>
    /// <param name="other">The other run.</param>
    public string? DifferenceTo(RunIdentity other)
    {
        Dictionary<string, string> theirs = other._parts.ToDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal);
        foreach ((string name, string value) in _parts)
        {
            string their = theirs.GetValueOrDefault(name, "none");
            if (their != value)
            {
                return $"{name} was {their} and is {value}";
            }
        }

        return theirs.Count == _parts.Count ? null : "it was made by another version";
    }

    /// <summary>A line a part.</summary>
    public override string ToString() => string.Join('\n', _parts.Select(part => $"{part.Name}={part.Value}"));
}
