namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>The sizes of a convolution kernel W(t, c, i, j).</summary>
/// <param name="OutputChannels">T.</param>
/// <param name="InputChannels">C.</param>
/// <param name="Height">kh.</param>
/// <param name="Width">kw.</param>
public readonly record struct KernelShape(int OutputChannels, int InputChannels, int Height, int Width)
{
    /// <summary>The number of modes of the kernel.</summary>
    public const int Modes = 4;

    /// <summary>T C kh kw.</summary>
    public long Size => checked((long)OutputChannels * InputChannels * Height * Width);

    /// <summary>The size of a mode: 0 T, 1 C, 2 kh, 3 kw.</summary>
    public int this[int mode] => mode switch
    {
        0 => OutputChannels,
        1 => InputChannels,
        2 => Height,
        3 => Width,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "0 to 3."),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{OutputChannels}x{InputChannels}x{Height}x{Width}");
}
