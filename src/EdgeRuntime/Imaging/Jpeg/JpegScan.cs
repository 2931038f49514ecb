using System.Globalization;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>A scan header (ITU-T T.81, B.2.3), resolved against the frame and the tables defined so far.</summary>
internal sealed class JpegScan
{
    private JpegScan(JpegScanComponent[] components, int start, int end, int high, int low)
    {
        (Components, SpectralStart, SpectralEnd, ApproximationHigh, ApproximationLow) = (components, start, end, high, low);
    }

    public JpegScanComponent[] Components { get; }

    /// <summary>The first and last coefficient of the scan, in zigzag order.</summary>
    public int SpectralStart { get; }

    public int SpectralEnd { get; }

    /// <summary>The lowest bit that earlier scans sent (0 in a first scan), and the lowest that this one sends.</summary>
    public int ApproximationHigh { get; }

    public int ApproximationLow { get; }

    public static JpegScan Parse(ReadOnlySpan<byte> data, JpegFrame frame, JpegTables tables)
    {
        if (data.Length < 4 || data[0] is < 1 or > 4 || data.Length != 4 + (2 * data[0]))
        {
            throw new InvalidDataException("a scan header has a wrong length");
        }

        int count = data[0];
        ReadOnlySpan<byte> tail = data[(1 + (2 * count))..];
        JpegScan scan = new(new JpegScanComponent[count], tail[0], tail[1], tail[2] >> 4, tail[2] & 15);
        scan.CheckRange(frame.IsProgressive);

        int blocks = 0;
        for (int i = 0; i < count; i++)
        {
            byte id = data[1 + (2 * i)];
            JpegComponent component = Array.Find(frame.Components, candidate => candidate.Id == id)
                ?? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a scan names component {id}, which the frame has not"));
            for (int j = 0; j < i; j++)
            {
                if (scan.Components[j].Component == component)
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a scan names component {id} twice"));
                }
            }

            component.Steps ??= tables.Steps(component.QuantizationTable);
            scan.MarkSent(component, frame.IsProgressive);
            blocks += component.HorizontalSampling * component.VerticalSampling;

            // Only the tables that the scan uses must have been defined: a DC refinement needs none.
            int selectors = data[2 + (2 * i)];
            bool needsDc = scan.SpectralStart == 0 && scan.ApproximationHigh == 0;
            bool needsAc = scan.SpectralEnd > 0;
            scan.Components[i] = new JpegScanComponent(
                component,
                needsDc ? tables.Dc(selectors >> 4) : null,
                needsAc ? tables.Ac(selectors & 15) : null);
        }

        if (count > 1 && blocks > 10)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a scan has {blocks} blocks in an MCU; 10 are allowed"));
        }

        return scan;
    }

    private void CheckRange(bool isProgressive)
    {
        bool valid = isProgressive
            ? SpectralEnd <= 63
                && (SpectralStart == 0 ? SpectralEnd == 0 : SpectralStart <= SpectralEnd && Components.Length == 1)
                && ApproximationLow <= 13
                && (ApproximationHigh == 0 || ApproximationHigh == ApproximationLow + 1)
            : SpectralStart == 0 && SpectralEnd == 63 && ApproximationHigh == 0 && ApproximationLow == 0;
        if (!valid)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"a scan of {Components.Length} components has coefficients {SpectralStart} to {SpectralEnd} and bits {ApproximationHigh} to {ApproximationLow}, which its process does not allow"));
        }
    }

    /// <summary>Notes what the scan brings; refuses what was brought before or refines what was not.</summary>
    private void MarkSent(JpegComponent component, bool isProgressive)
    {
        if (!isProgressive)
        {
            if (component.IsDecoded)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"component {component.Id} is in two scans"));
            }

            component.IsDecoded = true;
            return;
        }

        int expected = ApproximationHigh == 0 ? -1 : ApproximationHigh;
        for (int k = SpectralStart; k <= SpectralEnd; k++)
        {
            if (component.SentBits[k] != expected)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"a scan sends bit {ApproximationLow} of coefficient {k} out of order"));
            }

            component.SentBits[k] = (sbyte)ApproximationLow;
        }
    }
}
