namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// An image of 8-bit red, green and blue samples, interleaved, row by row from the top.
/// One object can be decoded into many times: its buffer grows to the largest image seen and is kept.
/// </summary>
public sealed class RgbImage
{
    private byte[] _samples = [];

    /// <summary>Creates an empty image, to be decoded into.</summary>
    public RgbImage()
    {
    }

    /// <summary>Creates a black image.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the image has more than <see cref="MaximumPixels"/> pixels.</exception>
    public RgbImage(int width, int height) => Resize(width, height);

    /// <summary>The largest image that is accepted: 2^26 pixels (67 megapixels, 192 MiB of samples). Of files, no side is above 65,535 either.</summary>
    public const int MaximumPixels = 1 << 26;

    /// <summary>Columns.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>All samples: <see cref="Height"/> rows of <see cref="Width"/> triples red, green, blue.</summary>
    public Span<byte> Samples => _samples.AsSpan(0, Width * Height * 3);

    /// <summary>One row: <see cref="Width"/> triples red, green, blue.</summary>
    /// <param name="y">The row, counted from the top.</param>
    public Span<byte> Row(int y) => Samples.Slice(y * Width * 3, Width * 3);

    /// <summary>Gives the image another size. The samples are unspecified afterwards where the buffer was there before, and zero where it is new.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the image has more than <see cref="MaximumPixels"/> pixels.</exception>
    public void Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, MaximumPixels, nameof(width));
        int length = width * height * 3;
        if (_samples.Length < length)
        {
            _samples = new byte[length];
        }

        (Width, Height) = (width, height);
    }
}
