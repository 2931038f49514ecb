namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// The weights of antialiased bilinear resampling along one axis. Output sample <c>i</c> lies at <c>(i + 0.5) * in / out</c> in the input
/// (pixel centres at one half); its filter is the triangle <c>max(0, 1 - |d| / s)</c> with <c>s = max(1, in / out)</c>, cut at the image's edge and
/// normalized to sum 1. This is what Pillow's <c>BILINEAR</c> computes before it rounds.
/// </summary>
internal sealed class TriangleFilter
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly float[] _weights;
    private readonly int _stride;

    public TriangleFilter(int inputSize, int outputSize)
    {
        (InputSize, OutputSize) = (inputSize, outputSize);
        double scale = (double)inputSize / outputSize;
        double support = Math.Max(1.0, scale);
        _stride = (2 * (int)Math.Ceiling(support)) + 1;
        _starts = new int[outputSize];
        _counts = new int[outputSize];
        _weights = new float[outputSize * _stride];
        Span<double> taps = new double[_stride];
        for (int i = 0; i < outputSize; i++)
        {
            double center = (i + 0.5) * scale;
            int start = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(inputSize, (int)(center + support + 0.5));
            double sum = 0;
            for (int j = start; j < end; j++)
            {
                double weight = Math.Max(0.0, 1.0 - (Math.Abs(j + 0.5 - center) / support));
                taps[j - start] = weight;
                sum += weight;
            }

            for (int j = 0; j < end - start; j++)
            {
                taps[j] /= sum;
            }

            Keep(i, start, taps[..(end - start)]);
        }
    }

    private TriangleFilter(TriangleFilter whole, int phase)
    {
        (InputSize, OutputSize) = ((whole.InputSize + phase + 1) / 2, whole.OutputSize);
        _stride = (whole._stride / 2) + 1;
        _starts = new int[OutputSize];
        _counts = new int[OutputSize];
        _weights = new float[OutputSize * _stride];
        Span<double> sums = new double[_stride];
        for (int i = 0; i < OutputSize; i++)
        {
            ReadOnlySpan<float> taps = whole.Taps(i, out int first);
            int start = (first + phase) / 2;
            sums.Clear();
            for (int j = 0; j < taps.Length; j++)
            {
                sums[((first + j + phase) / 2) - start] += taps[j];
            }

            Keep(i, start, sums);
        }
    }

    public int InputSize { get; }

    public int OutputSize { get; }

    /// <summary>The weights of output <paramref name="i"/> and the input sample that the first of them belongs to.</summary>
    public ReadOnlySpan<float> Taps(int i, out int start)
    {
        start = _starts[i];
        return _weights.AsSpan(i * _stride, _counts[i]);
    }

    /// <summary>
    /// The same filter over samples of which each stands for two neighbours, as a frame's chroma does: their weights are added, which gives what filtering
    /// the repeated samples would give.
    /// </summary>
    /// <param name="phase">0 where the first sample is the first of its two, 1 where it is the second.</param>
    public TriangleFilter Folded(int phase) => new(this, phase);

    // Weights of zero lie at the triangle's foot only; they would cost a pass over a row each.
    private void Keep(int i, int start, ReadOnlySpan<double> taps)
    {
        while (taps.Length > 1 && taps[0] == 0)
        {
            taps = taps[1..];
            start++;
        }

        while (taps.Length > 1 && taps[^1] == 0)
        {
            taps = taps[..^1];
        }

        (_starts[i], _counts[i]) = (start, taps.Length);
        for (int j = 0; j < taps.Length; j++)
        {
            _weights[(i * _stride) + j] = (float)taps[j];
        }
    }
}
