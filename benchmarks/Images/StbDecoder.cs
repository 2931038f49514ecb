using RsdtrEdge.Runtime.Imaging;
using StbImageSharp;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>StbImageSharp (stb_image in C#) behind the runtime's interface; sizes are asked for before pixels.</summary>
internal sealed class StbDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string FormatName => "PNG or JPEG";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) => true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> encoded, RgbImage destination)
    {
        using MemoryStream stream = new(encoded.ToArray(), writable: false);
        try
        {
            ImageInfo info = ImageInfo.FromStream(stream) ?? throw new InvalidDataException("StbImageSharp finds no image in it");
            ImageDimensions.Check(info.Width, info.Height);
            stream.Position = 0;
            ImageResult result = ImageResult.FromStream(stream, ColorComponents.RedGreenBlue);
            destination.Resize(result.Width, result.Height);
            result.Data.AsSpan(0, destination.Samples.Length).CopyTo(destination.Samples);
        }
        catch (Exception exception) when (exception is not InvalidDataException)
        {
            // InvalidOperationException where it looks for damage, and whatever the damage leads to where it does not.
            throw new InvalidDataException($"StbImageSharp says {exception.Message}", exception);
        }
    }
}
