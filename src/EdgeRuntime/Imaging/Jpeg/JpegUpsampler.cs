using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>
/// Brings the rows of one component to the image's width and height. Components of half the width or height are interpolated with weights 3/4 and 1/4
/// ("triangle" or "fancy" upsampling: chroma samples lie between the luma ones); other ratios, and rows of one or two samples, repeat samples.
/// Weights, roundings and exceptions are those of libjpeg's default, so that pixels agree with what most programs see.
/// </summary>
internal sealed class JpegUpsampler : IDisposable
{
    private readonly JpegComponent _component;
    private readonly int _horizontalFactor;
    private readonly int _verticalFactor;
    private readonly int _maximumHorizontal;
    private readonly int _maximumVertical;
    private readonly int _width;
    private readonly Kind _kind;
    private readonly byte[] _row;
    private readonly ushort[] _sums;

    public JpegUpsampler(JpegFrame frame, JpegComponent component)
    {
        _component = component;
        _width = frame.Width;
        (_horizontalFactor, _verticalFactor) = (component.HorizontalSampling, component.VerticalSampling);
        (_maximumHorizontal, _maximumVertical) = (frame.MaximumHorizontalSampling, frame.MaximumVerticalSampling);
        bool isWide = _maximumHorizontal == _horizontalFactor;
        bool isHalfWide = _maximumHorizontal == 2 * _horizontalFactor && component.Width > 2;
        bool isHigh = _maximumVertical == _verticalFactor;
        bool isHalfHigh = _maximumVertical == 2 * _verticalFactor;
        _kind = (isWide, isHalfWide, isHigh, isHalfHigh) switch
        {
            (true, _, true, _) => Kind.Copy,
            (_, true, true, _) => Kind.Horizontal,
            (true, _, _, true) => Kind.Vertical,
            (_, true, _, true) => Kind.Both,
            _ => Kind.Repeat,
        };
        _row = ArrayPool<byte>.Shared.Rent(Math.Max(_width, 2 * component.Width));
        _sums = ArrayPool<ushort>.Shared.Rent(component.Width + 2);
    }

    private enum Kind
    {
        Copy,
        Horizontal,
        Vertical,
        Both,
        Repeat,
    }

    /// <summary>A row of the image, valid until the next call.</summary>
    /// <param name="y">The row, counted from the top.</param>
    public ReadOnlySpan<byte> Row(int y)
    {
        // The row above or below, whichever is nearer to the output row's centre.
        int near = y >> 1;
        int far = (y & 1) == 0 ? near - 1 : near + 1;
        switch (_kind)
        {
            case Kind.Copy:
                return _component.Row(y);

            case Kind.Horizontal:
                Widen(_component.Row(y));
                DoubleWidth(1, 2, 2);
                break;

            case Kind.Vertical:
                MixRows(_component.Row(near), _component.Row(far), 1 + (y & 1));
                break;

            case Kind.Both:
                AddRows(_component.Row(near), _component.Row(far));
                DoubleWidth(8, 7, 4);
                break;

            default:
                Repeat(_component.Row(y * _verticalFactor / _maximumVertical));
                break;
        }

        return _row.AsSpan(0, _width);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_row);
        ArrayPool<ushort>.Shared.Return(_sums);
    }

    private void Widen(ReadOnlySpan<byte> samples)
    {
        Span<ushort> sums = _sums.AsSpan(1, samples.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = samples[i];
        }

        PadSums(samples.Length);
    }

    private void AddRows(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far)
    {
        Span<ushort> sums = _sums.AsSpan(1, near.Length);
        far = far[..near.Length];
        int i = 0;
        for (; i <= near.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> nearLow, Vector128<ushort> nearHigh) = Vector128.Widen(Vector128.Create(near[i..]));
            (Vector128<ushort> farLow, Vector128<ushort> farHigh) = Vector128.Widen(Vector128.Create(far[i..]));
            ((nearLow * 3) + farLow).CopyTo(sums[i..]);
            ((nearHigh * 3) + farHigh).CopyTo(sums[(i + 8)..]);
        }

        for (; i < near.Length; i++)
        {
            sums[i] = (ushort)((near[i] * 3) + far[i]);
        }

        PadSums(near.Length);
    }

    /// <summary>Repeats the outermost sums, which makes the ends need no case of their own.</summary>
    private void PadSums(int count)
    {
        _sums[0] = _sums[1];
        _sums[count + 1] = _sums[count];
    }

    private void DoubleWidth(int evenBias, int oddBias, int shift)
    {
        int count = _component.Width;
        ReadOnlySpan<ushort> sums = _sums.AsSpan(0, count + 2);
        Span<byte> row = _row.AsSpan(0, 2 * count);
        int i = 0;
        Vector128<ushort> evenBiases = Vector128.Create((ushort)evenBias);
        Vector128<ushort> oddBiases = Vector128.Create((ushort)oddBias);
        Span<ushort> pairs = MemoryMarshal.Cast<byte, ushort>(row);
        if (BitConverter.IsLittleEndian)
        {
            for (; i <= count - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
            {
                Vector128<ushort> triple = Vector128.Create(sums[(i + 1)..]) * 3;
                Vector128<ushort> even = (triple + Vector128.Create(sums[i..]) + evenBiases) >>> shift;
                Vector128<ushort> odd = (triple + Vector128.Create(sums[(i + 2)..]) + oddBiases) >>> shift;

                // The even sample is the pair's first byte.
                (even | (odd << 8)).CopyTo(pairs[i..]);
            }
        }

        for (; i < count; i++)
        {
            int triple = sums[i + 1] * 3;
            row[2 * i] = (byte)((triple + sums[i] + evenBias) >> shift);
            row[(2 * i) + 1] = (byte)((triple + sums[i + 2] + oddBias) >> shift);
        }
    }

    private void MixRows(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int bias)
    {
        Span<byte> row = _row.AsSpan(0, near.Length);
        far = far[..near.Length];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (byte)(((near[i] * 3) + far[i] + bias) >> 2);
        }
    }

    private void Repeat(ReadOnlySpan<byte> samples)
    {
        Span<byte> row = _row.AsSpan(0, _width);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = samples[x * _horizontalFactor / _maximumHorizontal];
        }
    }
}
