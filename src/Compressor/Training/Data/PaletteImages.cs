using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>Images in memory with one byte a number and a <see cref="Palette"/> a plane: 50,000 of 3 x 32 x 32 take 154 MB.</summary>
internal sealed class PaletteImages : ITrainingImages
{
    private readonly Palette[] _palettes;
    private readonly List<byte[]> _images = [];

    /// <summary>Begins with no image.</summary>
    /// <param name="shape">The shape of each image.</param>
    public PaletteImages(SampleShape shape)
    {
        Shape = shape;
        _palettes = [.. Enumerable.Range(0, shape.Channels).Select(_ => new Palette())];
    }

    /// <inheritdoc/>
    public SampleShape Shape { get; }

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <summary>Adds an image.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <returns>Whether its numbers are among the few that there are; if not, it was not added.</returns>
    public bool TryAdd(ReadOnlySpan<float> image)
    {
        byte[] codes = new byte[image.Length];
        int pixels = Shape.Height * Shape.Width;
        for (int plane = 0; plane < _palettes.Length; plane++)
        {
            if (!_palettes[plane].TryEncode(image.Slice(plane * pixels, pixels), codes.AsSpan(plane * pixels, pixels)))
            {
                return false;
            }
        }

        _images.Add(codes);
        return true;
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<float> destination, CancellationToken cancellation)
    {
        int pixels = Shape.Height * Shape.Width;
        int length = (int)Shape.Length;
        for (int i = 0; i < indices.Length; i++)
        {
            byte[] codes = _images[indices[i]];
            for (int plane = 0; plane < _palettes.Length; plane++)
            {
                _palettes[plane].Decode(codes.AsSpan(plane * pixels, pixels), destination.Slice((i * length) + (plane * pixels), pixels));
            }
        }
    }
}
