using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>What the segments read so far have said.</summary>
internal sealed class JpegFile
{
    private readonly JpegTables _tables = new();
    private bool _hasJfif;
    private int? _adobeTransform;

    /// <summary>The frame, once its header has been read.</summary>
    public JpegFrame? Frame { get; private set; }

    /// <summary>Reads a segment other than a scan's header; application data and comments without meaning for the pixels are passed over.</summary>
    /// <param name="marker">The segment's kind.</param>
    /// <param name="data">Its content.</param>
    /// <param name="remainingBytes">Bytes of the file after it.</param>
    public void Read(byte marker, ReadOnlySpan<byte> data, int remainingBytes)
    {
        switch (marker)
        {
            case JpegMarker.DefineQuantizationTables:
                _tables.DefineQuantization(data);
                break;

            case JpegMarker.DefineHuffmanTables:
                _tables.DefineHuffman(data);
                break;

            case JpegMarker.DefineRestartInterval:
                _tables.DefineRestartInterval(data);
                break;

            case JpegMarker.App0 when data.StartsWith("JFIF\0"u8):
                _hasJfif = true;
                break;

            case JpegMarker.App14 when data.Length >= 12 && data.StartsWith("Adobe"u8):
                _adobeTransform = data[11];
                break;

            case JpegMarker.StartOfFrameBaseline or JpegMarker.StartOfFrameExtended or JpegMarker.StartOfFrameProgressive:
                if (Frame is not null)
                {
                    throw new InvalidDataException("it has two frames");
                }

                Frame = JpegFrame.Parse(data, marker == JpegMarker.StartOfFrameProgressive, remainingBytes);
                Frame.Allocate();
                break;

            default:
                if (JpegMarker.IsStartOfFrame(marker))
                {
                    throw new InvalidDataException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"its process (SOF{marker - JpegMarker.StartOfFrameBaseline}: lossless, hierarchical or arithmetic) is not supported; baseline, extended and progressive Huffman are"));
                }

                break;
        }
    }

    /// <summary>Decodes a scan.</summary>
    /// <param name="header">The content of its header.</param>
    /// <param name="encoded">The whole file.</param>
    /// <param name="position">Where its entropy-coded data begins.</param>
    /// <returns>Where it ends.</returns>
    public int DecodeScan(ReadOnlySpan<byte> header, ReadOnlySpan<byte> encoded, int position)
    {
        if (Frame is null)
        {
            throw new InvalidDataException("a scan comes before the frame");
        }

        JpegScan scan = JpegScan.Parse(header, Frame, _tables);
        return new JpegScanDecoder(Frame, scan, _tables.RestartInterval, encoded, position).Decode();
    }

    /// <summary>The frame, if all of it has been decoded.</summary>
    /// <remarks>
    /// The end marker is not asked for: what matters is that every coefficient has come to its last bit. Libraries show a progressive file that
    /// lacks scans as a blurred image; for calibration that would be a silent error.
    /// </remarks>
    public JpegFrame CompleteFrame()
    {
        if (Frame is null)
        {
            throw new InvalidDataException("the file ends before its frame");
        }

        foreach (JpegComponent component in Frame.Components)
        {
            bool isComplete = Frame.IsProgressive ? !component.SentBits.AsSpan().ContainsAnyExcept((sbyte)0) : component.IsDecoded;
            if (!isComplete)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file ends before all scans of component {component.Id}"));
            }
        }

        return Frame;
    }

    /// <summary>
    /// What the components mean, by the signs that files give: JFIF means YCbCr; Adobe's marker says; else components named R, G, B are that and
    /// three others YCbCr (the same order of trust as libjpeg's).
    /// </summary>
    public JpegColorModel ColorModel()
    {
        JpegComponent[] components = Frame!.Components;
        return components.Length switch
        {
            1 => JpegColorModel.Grey,
            3 when _hasJfif => JpegColorModel.YCbCr,
            3 when _adobeTransform is { } transform => transform == 0 ? JpegColorModel.Rgb : JpegColorModel.YCbCr,
            3 => (components[0].Id, components[1].Id, components[2].Id) == ((byte)'R', (byte)'G', (byte)'B') ? JpegColorModel.Rgb : JpegColorModel.YCbCr,
            _ => _adobeTransform is null or 0 ? JpegColorModel.Cmyk : JpegColorModel.Ycck,
        };
    }
}
