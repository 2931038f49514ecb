using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Images that are brought to memory one by one, for sets that are larger than it.</summary>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Labels">Their labels; null where they have none.</param>
/// <param name="Read">Brings the image of an index, [channels, height, width]; may be called on several threads at once.</param>
internal sealed record StreamedImages(SampleShape Shape, int Count, IReadOnlyList<int>? Labels, Action<int, float[]> Read)
{
    /// <summary>The class folders with images that gave the labels; 0 where none did, or where the labels were checked before.</summary>
    public int ClassFolders { get; init; }
}
