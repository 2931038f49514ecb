namespace RsdtrEdge.Runtime.DataSets;

/// <summary>One network input.</summary>
/// <param name="Name">The image's path inside the folder or archive with <c>/</c>, or the array's name and index.</param>
/// <param name="Label">The class, or null where the source has no labels.</param>
/// <param name="Tensor">The values, [channels, height, width] row by row; the sample's own, valid as long as it is held.</param>
public sealed record Sample(string Name, int? Label, ReadOnlyMemory<float> Tensor);
