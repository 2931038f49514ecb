using System.Buffers.Binary;
using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>A frame header (ITU-T T.81, B.2.2) and its components.</summary>
internal sealed class JpegFrame : IDisposable
{
    private JpegFrame(int width, int height, bool isProgressive, JpegComponent[] components)
    {
        (Width, Height, IsProgressive, Components) = (width, height, isProgressive, components);
        MaximumHorizontalSampling = components.Max(component => component.HorizontalSampling);
        MaximumVerticalSampling = components.Max(component => component.VerticalSampling);
        McusWide = DivideUp(width, 8 * MaximumHorizontalSampling);
        McusHigh = DivideUp(height, 8 * MaximumVerticalSampling);
        foreach (JpegComponent component in components)
        {
            component.SetSize(
                DivideUp(width * component.HorizontalSampling, MaximumHorizontalSampling),
                DivideUp(height * component.VerticalSampling, MaximumVerticalSampling),
                McusWide,
                McusHigh);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public bool IsProgressive { get; }

    public JpegComponent[] Components { get; }

    public int MaximumHorizontalSampling { get; }

    public int MaximumVerticalSampling { get; }

    public int McusWide { get; }

    public int McusHigh { get; }

    /// <summary>Reads the header; takes no buffers yet.</summary>
    /// <param name="data">The segment's content.</param>
    /// <param name="isProgressive">Whether the process is progressive.</param>
    /// <param name="remainingBytes">Bytes of the file after the header: too few for the declared size are refused.</param>
    public static JpegFrame Parse(ReadOnlySpan<byte> data, bool isProgressive, int remainingBytes)
    {
        if (data.Length < 6 || data.Length != 6 + (3 * data[5]))
        {
            throw new InvalidDataException("its frame header has a wrong length");
        }

        if (data[0] != 8)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has {data[0]} bits a sample; 8 are supported"));
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(data[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(data[3..]);
        ImageDimensions.Check(width, height);
        int count = data[5];
        if (count is not (1 or 3 or 4))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has {count} colour components; 1, 3 and 4 are supported"));
        }

        JpegComponent[] components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = data.Slice(6 + (3 * i), 3);
            (int horizontal, int vertical, int table) = (entry[1] >> 4, entry[1] & 15, entry[2]);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || table > 3)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"component {i} has sampling {horizontal} x {vertical} and quantization table {table}"));
            }

            foreach (JpegComponent other in components.AsSpan(0, i))
            {
                if (other.Id == entry[0])
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"two components have the number {entry[0]}"));
                }
            }

            components[i] = new JpegComponent(entry[0], horizontal, vertical, table);
        }

        JpegFrame frame = new(width, height, isProgressive, components);

        // A block takes at least one bit of the file (its DC code), two in the sequential processes (the end of block):
        // a small file cannot make us take memory for a huge image.
        long blocks = components.Sum(component => (long)component.BlocksWide * component.BlocksHigh);
        if (blocks * (isProgressive ? 1 : 2) > 8L * remainingBytes)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the {remainingBytes} bytes after its header cannot hold the {width} x {height} pixels that it declares"));
        }

        return frame;
    }

    /// <summary>Takes the components' buffers.</summary>
    public void Allocate()
    {
        foreach (JpegComponent component in Components)
        {
            component.Allocate(IsProgressive);
        }
    }

    public void Dispose()
    {
        foreach (JpegComponent component in Components)
        {
            component.Dispose();
        }
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
