using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>The checks of declared sizes that both decoders make before they allocate anything.</summary>
internal static class ImageDimensions
{
    /// <summary>The longest side that a file may declare, JPEG's own limit. To resample one long row takes many times the row's own memory: floats, and weights for as many of them.</summary>
    public const int MaximumSide = 65_535;

    /// <summary>Refuses empty images and those above <see cref="MaximumSide"/> or <see cref="RgbImage.MaximumPixels"/>.</summary>
    public static void Check(long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it declares {width} x {height} pixels"));
        }

        if (width > MaximumSide || height > MaximumSide)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"it declares {width} x {height} pixels, more than the limit of {MaximumSide} a side"));
        }

        if (width * height > RgbImage.MaximumPixels)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"it declares {width} x {height} pixels, more than the limit of {RgbImage.MaximumPixels}"));
        }
    }
}
