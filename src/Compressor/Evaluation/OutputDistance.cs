using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Sums up how far one output of two networks is apart over many inputs.</summary>
internal sealed class OutputDistance
{
    private double _difference;
    private double _norm;

    /// <summary>The Frobenius norm of the difference over that of the original.</summary>
    public double RelativeError => _norm > 0 ? Math.Sqrt(_difference / _norm) : _difference > 0 ? 1 : 0;

    /// <summary>
    /// Adds the outputs of one input. Outputs whose size depends on their content (detections after suppression) may differ in
    /// shape: then everything counts as different. Elements of types that have no distance are not compared.
    /// </summary>
    public void Add(Tensor before, Tensor after)
    {
        switch (before.ElementType)
        {
            case TensorElementType.Float: Add<float>(before, after, number => number); break;
            case TensorElementType.Double: Add<double>(before, after, number => number); break;
            case TensorElementType.Int64: Add<long>(before, after, number => number); break;
            case TensorElementType.Int32: Add<int>(before, after, number => number); break;
            case TensorElementType.UInt8: Add<byte>(before, after, number => number); break;
            case TensorElementType.Bool: Add<bool>(before, after, value => value ? 1 : 0); break;
        }
    }

    private void Add<T>(Tensor before, Tensor after, Func<T, double> toNumber)
        where T : unmanaged
    {
        ReadOnlySpan<T> x = before.AsSpan<T>();
        ReadOnlySpan<T> y = after.AsSpan<T>();
        bool sameShape = before.Dimensions.AsSpan().SequenceEqual(after.Dimensions.AsSpan());
        for (int i = 0; i < x.Length; i++)
        {
            double expected = toNumber(x[i]);
            double distance = expected - (sameShape ? toNumber(y[i]) : 0);
            _difference += distance * distance;
            _norm += expected * expected;
        }
    }
}
