using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>Images that stay on disk and are decoded each time: for sets that are larger than the memory.</summary>
/// <param name="source">Where they are; read in any order.</param>
/// <param name="shape">The shape of each image.</param>
internal sealed class SourceImages(DataSource source, SampleShape shape) : ITrainingImages
{
    /// <inheritdoc/>
    public SampleShape Shape { get; } = shape;

    /// <inheritdoc/>
    public int Count => source.Count;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<float> destination, CancellationToken cancellation)
    {
        // A source gives its samples in ascending order and each once.
        int[] wanted = [.. indices.ToArray().Distinct().Order()];
        DataSet images = source.Pick(wanted).Load(Shape.Channels, Shape.Height, Shape.Width, maxDegreeOfParallelism: 1, cancellationToken: cancellation);
        int length = (int)Shape.Length;
        for (int i = 0; i < indices.Length; i++)
        {
            images.Tensor(Array.BinarySearch(wanted, indices[i])).CopyTo(destination[(i * length)..]);
        }
    }
}
