using System.Globalization;
using System.Numerics;

namespace RsdtrEdge.Runtime.Imaging.Png;

/// <summary>The five row filters (PNG specification, 9.2).</summary>
internal static class PngFilter
{
    public const int None = 0;
    public const int Sub = 1;
    public const int Up = 2;
    public const int Average = 3;
    public const int Paeth = 4;

    /// <summary>Undoes a filter in place.</summary>
    /// <param name="filter">The row's filter type.</param>
    /// <param name="row">The filtered bytes, replaced by the original ones.</param>
    /// <param name="above">The row above, unfiltered; zeros for the first row of a pass.</param>
    /// <param name="distance">Bytes to the corresponding byte of the pixel before.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        int head = Math.Min(distance, row.Length);
        switch (filter)
        {
            case None:
                break;

            case Sub:
                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += row[i - distance];
                }

                break;

            case Up:
                UndoUp(row, above);
                break;

            case Average:
                for (int i = 0; i < head; i++)
                {
                    row[i] += (byte)(above[i] >> 1);
                }

                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += (byte)((row[i - distance] + above[i]) >> 1);
                }

                break;

            case Paeth:
                // Left and upper left are zero for the first pixel, so its predictor is the byte above.
                for (int i = 0; i < head; i++)
                {
                    row[i] += above[i];
                }

                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += Predict(row[i - distance], above[i], above[i - distance]);
                }

                break;

            default:
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a row has filter {filter}, which PNG does not define"));
        }
    }

    /// <summary>Applies a filter.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < distance ? (byte)0 : row[i - distance];
            byte upperLeft = i < distance ? (byte)0 : above[i - distance];
            int prediction = filter switch
            {
                Sub => left,
                Up => above[i],
                Average => (left + above[i]) >> 1,
                Paeth => Predict(left, above[i], upperLeft),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - prediction);
        }
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Span<byte> part = row[i..];
            (new Vector<byte>(part) + new Vector<byte>(above[i..])).CopyTo(part);
        }

        for (; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static byte Predict(int left, int above, int upperLeft)
    {
        // With p = left + above - upperLeft the three distances |p - x| simplify to these.
        int toLeft = Math.Abs(above - upperLeft);
        int toAbove = Math.Abs(left - upperLeft);
        int toUpperLeft = Math.Abs(left + above - (2 * upperLeft));
        return (byte)(toLeft <= toAbove && toLeft <= toUpperLeft ? left : toAbove <= toUpperLeft ? above : upperLeft);
    }
}
