using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>The checks of declared sizes that both decoders make before they allocate anything.</summary>
internal static class ImageDimensions
{
    /// <summary>Refuses empty images and those above <see cref="RgbImage.MaximumPixels"/>.</summary>
    public static void Check(long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it declares {width} x {height} pixels"));
        }

        // Sizes of up to 2^31 on each side are possible in a PNG header: divide, do not multiply.
        if (width > RgbImage.MaximumPixels / height)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"it declares {width} x {height} pixels, more than the limit of {RgbImage.MaximumPixels}"));
        }
    }
}
