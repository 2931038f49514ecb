using System.IO.Hashing;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>The XxHash128 of a model's file and its external data, in a fixed order.</summary>
internal sealed class SourceHasher
{
    private readonly XxHash128 _hash = new();

    public void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

    public void Append(Stream stream) => _hash.Append(stream);

    public string ToHex() => Convert.ToHexStringLower(_hash.GetCurrentHash());
}
