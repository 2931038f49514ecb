using System.Buffers.Binary;
using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>
/// Decodes JPEG (ITU-T T.81): the baseline, extended sequential and progressive Huffman processes with 8 bits, any sampling factors and restart intervals;
/// grey, YCbCr, RGB, CMYK and YCCK. EXIF orientation is not applied, as common loaders do not apply it when they open a file.
/// Damaged and truncated files are refused, not patched up.
/// </summary>
internal sealed class JpegDecoder : IImageDecoder
{
    // A sensible progressive file has about ten scans. Without a limit, a small file of very many cheap scans over a large image runs for hours.
    private const int MaximumScans = 200;

    public string FormatName => "JPEG";

    public bool Recognizes(ReadOnlySpan<byte> start) => start.Length >= 3 && start[0] == 0xFF && start[1] == JpegMarker.StartOfImage && start[2] == 0xFF;

    public void Decode(ReadOnlySpan<byte> encoded, RgbImage destination)
    {
        JpegFile file = new();
        try
        {
            ReadSegments(encoded, file);
            JpegFrame frame = file.CompleteFrame();
            destination.Resize(frame.Width, frame.Height);
            JpegReconstruction.Write(frame, file.ColorModel(), destination);
        }
        finally
        {
            file.Frame?.Dispose();
        }
    }

    private static void ReadSegments(ReadOnlySpan<byte> encoded, JpegFile file)
    {
        int scans = 0;
        int position = 2;
        while (TryFindMarker(encoded, ref position, out byte marker) && marker != JpegMarker.EndOfImage)
        {
            if (JpegMarker.IsStandalone(marker))
            {
                continue;
            }

            ReadOnlySpan<byte> data = Segment(encoded, ref position);
            if (marker == JpegMarker.StartOfScan)
            {
                if (++scans > MaximumScans)
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaximumScans} scans"));
                }

                position = file.DecodeScan(data, encoded, position);
            }
            else
            {
                file.Read(marker, data, encoded.Length - position);
            }
        }
    }

    /// <summary>Finds the next marker, over fill bytes and over what is left of a scan's last bits.</summary>
    private static bool TryFindMarker(ReadOnlySpan<byte> encoded, ref int position, out byte marker)
    {
        for (; position < encoded.Length - 1; position++)
        {
            marker = encoded[position + 1];
            if (encoded[position] == 0xFF && marker is not (0x00 or 0xFF))
            {
                position += 2;
                return true;
            }
        }

        marker = 0;
        return false;
    }

    /// <summary>The content of the segment whose length stands at <paramref name="position"/>, which is moved behind it.</summary>
    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> encoded, ref int position)
    {
        ReadOnlySpan<byte> rest = encoded[position..];
        int length = rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2 || length > rest.Length)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file ends inside a segment at byte {position}"));
        }

        position += length;
        return rest[2..length];
    }
}
