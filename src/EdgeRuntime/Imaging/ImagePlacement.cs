namespace RsdtrEdge.Runtime.Imaging;

/// <summary>Where a resized image lies within the network's input; what is around it is padding. In pixels of the input.</summary>
/// <param name="Left">Columns of padding before it.</param>
/// <param name="Top">Rows of padding above it.</param>
/// <param name="Width">Its columns, 1 or more.</param>
/// <param name="Height">Its rows, 1 or more.</param>
public readonly record struct ImagePlacement(int Left, int Top, int Width, int Height)
{
    /// <summary>Places an image.</summary>
    /// <param name="width">The image's columns, 1 or more.</param>
    /// <param name="height">The image's rows, 1 or more.</param>
    /// <param name="targetWidth">The input's columns, 1 or more.</param>
    /// <param name="targetHeight">The input's rows, 1 or more.</param>
    /// <param name="mode">
    /// <see cref="ResizeMode.Stretch"/> fills the input. <see cref="ResizeMode.Fit"/> scales both sides by
    /// <c>min(targetWidth / width, targetHeight / height)</c>, rounded to the nearest pixel, at least one, and centres the image; an odd pixel left over is on the right or bottom.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static ImagePlacement Of(int width, int height, int targetWidth, int targetHeight, ResizeMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetHeight, 1);
        if (mode == ResizeMode.Stretch)
        {
            return new ImagePlacement(0, 0, targetWidth, targetHeight);
        }

        double ratio = Math.Min((double)targetWidth / width, (double)targetHeight / height);
        int placedWidth = Math.Clamp((int)Math.Round(width * ratio, MidpointRounding.AwayFromZero), 1, targetWidth);
        int placedHeight = Math.Clamp((int)Math.Round(height * ratio, MidpointRounding.AwayFromZero), 1, targetHeight);
        return new ImagePlacement((targetWidth - placedWidth) / 2, (targetHeight - placedHeight) / 2, placedWidth, placedHeight);
    }
}
