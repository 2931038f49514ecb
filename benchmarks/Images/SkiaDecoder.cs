using RsdtrEdge.Runtime.Imaging;
using SkiaSharp;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>
/// SkiaSharp (libjpeg-turbo and libpng) behind the runtime's interface, asked as strictly as it can be: what its codec does not call a success is refused.
/// Colours are not managed and alpha is dropped, as by the runtime's own decoders.
/// </summary>
internal sealed class SkiaDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string FormatName => "PNG or JPEG";

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) => true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> encoded, RgbImage destination)
    {
        using SKData data = SKData.CreateCopy(encoded);
        using SKCodec codec = SKCodec.Create(data) ?? throw new InvalidDataException("SkiaSharp has no codec for it");
        SKImageInfo declared = codec.Info;
        ImageDimensions.Check(declared.Width, declared.Height);

        // Without a colour space nothing is converted; with alpha beside the colours they stay what the file holds.
        SKAlphaType alpha = declared.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        SKImageInfo info = new(declared.Width, declared.Height, SKColorType.Rgba8888, alpha, null);
        using SKBitmap bitmap = new(info);
        SKCodecResult result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw new InvalidDataException($"SkiaSharp says {result}");
        }

        destination.Resize(info.Width, info.Height);
        ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
        Span<byte> samples = destination.Samples;
        for (int from = 0, to = 0; to < samples.Length; from += 4, to += 3)
        {
            (samples[to], samples[to + 1], samples[to + 2]) = (pixels[from], pixels[from + 1], pixels[from + 2]);
        }
    }
}
