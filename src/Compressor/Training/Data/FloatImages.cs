using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>Images in memory as they are fed.</summary>
/// <param name="shape">The shape of each image.</param>
internal sealed class FloatImages(SampleShape shape) : ITrainingImages
{
    private readonly List<float[]> _images = [];

    /// <inheritdoc/>
    public SampleShape Shape { get; } = shape;

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <summary>Adds an image.</summary>
    /// <param name="image">[channels, height, width].</param>
    public void Add(ReadOnlySpan<float> image) => _images.Add(image.ToArray());

    /// <summary>Adds all images of another store.</summary>
    /// <param name="images">The store.</param>
    public void AddAll(ITrainingImages images)
    {
        float[] image = new float[Shape.Length];
        for (int i = 0; i < images.Count; i++)
        {
            images.Read([i], image, CancellationToken.None);
            Add(image);
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<float> destination, CancellationToken cancellation)
    {
        int length = (int)Shape.Length;
        for (int i = 0; i < indices.Length; i++)
        {
            _images[indices[i]].CopyTo(destination[(i * length)..]);
        }
    }
}
