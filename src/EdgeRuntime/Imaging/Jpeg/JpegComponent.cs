using System.Buffers;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>One colour component of a frame: its sampling, its tables and its decoded data, in pooled buffers.</summary>
internal sealed class JpegComponent(byte id, int horizontalSampling, int verticalSampling, int quantizationTable) : IDisposable
{
    private byte[] _samples = [];
    private short[] _coefficients = [];

    public byte Id { get; } = id;

    /// <summary>Blocks of this component side by side in an MCU, 1 to 4.</summary>
    public int HorizontalSampling { get; } = horizontalSampling;

    /// <summary>Blocks of this component above each other in an MCU, 1 to 4.</summary>
    public int VerticalSampling { get; } = verticalSampling;

    public int QuantizationTable { get; } = quantizationTable;

    /// <summary>Samples that belong to the image, in each row and each column.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Blocks that hold those samples: what a scan of this component alone contains (ITU-T T.81, A.2.2).</summary>
    public int BlocksWide => (Width + 7) / 8;

    public int BlocksHigh => (Height + 7) / 8;

    /// <summary>Blocks with those that fill the last MCUs: what scans of several components contain.</summary>
    public int PaddedBlocksWide { get; private set; }

    public int PaddedBlocksHigh { get; private set; }

    /// <summary>Bytes from a row of samples to the next.</summary>
    public int Stride => PaddedBlocksWide * 8;

    /// <summary>The decoded samples, padded to whole MCUs.</summary>
    public Span<byte> Samples => _samples.AsSpan(0, PaddedBlocksHigh * 8 * Stride);

    /// <summary>The quantization steps in row-by-row order, taken when the component's first scan begins; null before.</summary>
    public int[]? Steps { get; set; }

    /// <summary>For each coefficient, the lowest bit that has been sent; -1 before its first scan (progressive only).</summary>
    public sbyte[] SentBits { get; } = MakeSentBits();

    /// <summary>Whether a sequential scan has brought the component.</summary>
    public bool IsDecoded { get; set; }

    /// <summary>Sets the sizes.</summary>
    public void SetSize(int width, int height, int mcusWide, int mcusHigh)
    {
        (Width, Height) = (width, height);
        PaddedBlocksWide = mcusWide * HorizontalSampling;
        PaddedBlocksHigh = mcusHigh * VerticalSampling;
    }

    /// <summary>Takes the buffers.</summary>
    public void Allocate(bool keepsCoefficients)
    {
        int length = PaddedBlocksWide * PaddedBlocksHigh * 64;
        _samples = ArrayPool<byte>.Shared.Rent(length);
        if (keepsCoefficients)
        {
            _coefficients = ArrayPool<short>.Shared.Rent(length);
            _coefficients.AsSpan(0, length).Clear();
        }
    }

    /// <summary>The coefficients of a block, in row-by-row order (progressive only).</summary>
    public Span<short> Coefficients(int blockX, int blockY) => _coefficients.AsSpan(((blockY * PaddedBlocksWide) + blockX) * 64, 64);

    /// <summary>Where the samples of a block begin.</summary>
    public Span<byte> BlockSamples(int blockX, int blockY) => _samples.AsSpan(((blockY * Stride) + blockX) * 8);

    /// <summary>A row of the image's samples; rows beyond the edge repeat it.</summary>
    public ReadOnlySpan<byte> Row(int y) => _samples.AsSpan(Math.Clamp(y, 0, Height - 1) * Stride, Width);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_samples);
        ArrayPool<short>.Shared.Return(_coefficients);
        (_samples, _coefficients) = ([], []);
    }

    private static sbyte[] MakeSentBits()
    {
        sbyte[] bits = new sbyte[64];
        Array.Fill(bits, (sbyte)-1);
        return bits;
    }
}
