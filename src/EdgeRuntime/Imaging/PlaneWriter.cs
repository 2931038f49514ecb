using System.Numerics;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// The last step of all images: interleaved samples to normalized planes. Whole levels go through a table of <c>(value / 255 - mean) / std</c>, mixed ones through
/// one multiplication and one addition, so that what comes here by different ways gets the same numbers.
/// </summary>
internal sealed class PlaneWriter
{
    private readonly int _channels;
    private readonly int _pixels;
    private readonly bool _isReversed;
    private readonly float[] _lookup;
    private readonly float[] _scale = new float[3];
    private readonly float[] _offset = new float[3];

    /// <param name="channels">Planes: 3 or 1.</param>
    /// <param name="pixels">Values in a plane.</param>
    /// <param name="preprocessing">Mean, deviation and the order of the planes.</param>
    /// <param name="order">The order of the samples of a pixel.</param>
    public PlaneWriter(int channels, int pixels, ImagePreprocessing preprocessing, ChannelOrder order)
    {
        (_channels, _pixels) = (channels, pixels);
        _isReversed = channels == 3 && preprocessing.Channels != order;
        _lookup = new float[channels * 256];
        for (int plane = 0; plane < channels; plane++)
        {
            float mean = preprocessing.MeanOf(plane);
            float std = preprocessing.StdOf(plane);
            _scale[plane] = 1f / (255f * std);
            _offset[plane] = -mean / std;
            for (int value = 0; value < 256; value++)
            {
                _lookup[(plane * 256) + value] = ((value / 255f) - mean) / std;
            }
        }
    }

    /// <summary>Writes pixels as they are.</summary>
    /// <param name="samples">The pixels.</param>
    /// <param name="samplesPerPixel">1 for one plane; 3, or 4 of which the last goes nowhere.</param>
    /// <param name="destination">The planes.</param>
    /// <param name="at">Where in a plane the first pixel goes.</param>
    public void WriteLevels(ReadOnlySpan<byte> samples, int samplesPerPixel, Span<float> destination, int at)
    {
        int count = samples.Length / samplesPerPixel;
        for (int sample = 0; sample < _channels; sample++)
        {
            int plane = PlaneOf(sample);
            ReadOnlySpan<float> table = _lookup.AsSpan(plane * 256, 256);
            Span<float> values = destination.Slice((plane * _pixels) + at, count);
            for (int i = 0, from = sample; i < values.Length; i++, from += samplesPerPixel)
            {
                values[i] = table[samples[from]];
            }
        }
    }

    /// <summary>Writes pixels that were mixed.</summary>
    /// <param name="row">The pixels, in levels from 0 to 255.</param>
    /// <param name="samplesPerPixel">As for whole levels.</param>
    /// <param name="destination">The planes.</param>
    /// <param name="at">Where in a plane the first pixel goes.</param>
    public void WriteLevels(ReadOnlySpan<float> row, int samplesPerPixel, Span<float> destination, int at)
    {
        int count = row.Length / samplesPerPixel;
        int done = _channels == 3 ? WriteBlocks(row, samplesPerPixel, destination, at, count) : 0;
        for (int sample = 0; sample < _channels; sample++)
        {
            int plane = PlaneOf(sample);
            (float scale, float offset) = (_scale[plane], _offset[plane]);
            Span<float> values = destination.Slice((plane * _pixels) + at, count);
            for (int x = done, from = (done * samplesPerPixel) + sample; x < values.Length; x++, from += samplesPerPixel)
            {
                values[x] = (row[from] * scale) + offset;
            }
        }
    }

    // Four pixels at a time, each read as four floats, turned into four floats of each plane. Returns the pixels written: the last ones may lack floats behind them.
    private int WriteBlocks(ReadOnlySpan<float> row, int samplesPerPixel, Span<float> destination, int at, int count)
    {
        (int first, int second, int third) = (PlaneOf(0), PlaneOf(1), PlaneOf(2));
        Vector4 scale = new(_scale[first], _scale[second], _scale[third], 0);
        Vector4 offset = new(_offset[first], _offset[second], _offset[third], 0);
        Span<float> firstPlane = destination.Slice((first * _pixels) + at, count);
        Span<float> secondPlane = destination.Slice((second * _pixels) + at, count);
        Span<float> thirdPlane = destination.Slice((third * _pixels) + at, count);
        int x = 0;
        for (int from = 0; from + (3 * samplesPerPixel) + 4 <= row.Length; x += 4, from += 4 * samplesPerPixel)
        {
            ReadOnlySpan<float> block = row.Slice(from, (3 * samplesPerPixel) + 4);
            Matrix4x4 planes = Matrix4x4.Transpose(Matrix4x4.Create(
                (new Vector4(block[..4]) * scale) + offset,
                (new Vector4(block.Slice(samplesPerPixel, 4)) * scale) + offset,
                (new Vector4(block.Slice(2 * samplesPerPixel, 4)) * scale) + offset,
                (new Vector4(block.Slice(3 * samplesPerPixel, 4)) * scale) + offset));
            planes.X.CopyTo(firstPlane.Slice(x, 4));
            planes.Y.CopyTo(secondPlane.Slice(x, 4));
            planes.Z.CopyTo(thirdPlane.Slice(x, 4));
        }

        return x;
    }

    /// <summary>The plane that a pixel's sample goes to.</summary>
    private int PlaneOf(int sample) => _isReversed ? 2 - sample : sample;
}
