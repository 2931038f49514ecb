namespace RsdtrEdge.Runtime.DataSets;

/// <summary>An image as it lies in its folder or archive.</summary>
/// <param name="Index">Its rank in the store.</param>
/// <param name="Bytes">The file's content.</param>
internal readonly record struct EncodedImage(int Index, ReadOnlyMemory<byte> Bytes);
