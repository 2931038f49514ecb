using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Sums up how far one output of two networks is apart over many inputs.</summary>
internal sealed class OutputDistance
{
    private double _difference;
    private double _norm;
    private bool _isUnknown;
    private bool _hasNumbers;

    /// <summary>
    /// The Frobenius norm of the difference over that of the original; infinite where one of them is NaN or infinite at an element
    /// and the other is not the same there; 1 where the original has nothing but zeros, or no elements, and the other something; null where elements of a type
    /// that cannot be compared were added.
    /// </summary>
    public double? RelativeError =>
        _isUnknown ? null
        : _norm > 0 ? Math.Sqrt(_difference / _norm)
        : double.IsInfinity(_difference) ? _difference
        : _difference > 0 ? 1
        : 0;

    /// <summary>Whether any two finite numbers were compared, zeros or not.</summary>
    public bool HasNumbers => _hasNumbers;

    /// <summary>Whether numbers other than zeros were compared: no elements, nothing but zeros and nothing but NaN are alike in any two networks.</summary>
    public bool Tells => _norm > 0 || _difference > 0;

    /// <summary>
    /// Adds the outputs of one input. Outputs whose size depends on their content (detections after suppression) may differ in
    /// shape: then everything counts as different, what the original has and what the other has instead.
    /// </summary>
    public void Add(Tensor before, Tensor after)
    {
        switch (before.ElementType)
        {
            case TensorElementType.Float: Add<float>(before, after, number => number); break;
            case TensorElementType.Double: Add<double>(before, after, number => number); break;
            case TensorElementType.Float16: Add<Half>(before, after, number => (double)number); break;
            case TensorElementType.Int64: Add<long>(before, after, number => number); break;
            case TensorElementType.Int32: Add<int>(before, after, number => number); break;
            case TensorElementType.Int16: Add<short>(before, after, number => number); break;
            case TensorElementType.Int8: Add<sbyte>(before, after, number => number); break;
            case TensorElementType.UInt64: Add<ulong>(before, after, number => number); break;
            case TensorElementType.UInt32: Add<uint>(before, after, number => number); break;
            case TensorElementType.UInt16: Add<ushort>(before, after, number => number); break;
            case TensorElementType.UInt8: Add<byte>(before, after, number => number); break;
            case TensorElementType.Bool: Add<bool>(before, after, value => value ? 1 : 0); break;
            default: _isUnknown = true; break;
        }
    }

    /// <summary>Adds the outputs of one input that are no numbers.</summary>
    public void AddUnknown() => _isUnknown = true;

    /// <summary>Adds what was summed up over other inputs.</summary>
    public void Add(OutputDistance other)
    {
        _difference += other._difference;
        _norm += other._norm;
        _isUnknown |= other._isUnknown;
        _hasNumbers |= other._hasNumbers;
    }

    private void Add<T>(Tensor before, Tensor after, Func<T, double> toNumber)
        where T : unmanaged
    {
        ReadOnlySpan<T> x = before.AsSpan<T>();
        ReadOnlySpan<T> y = after.AsSpan<T>();
        if (before.Dimensions.AsSpan().SequenceEqual(after.Dimensions.AsSpan()))
        {
            for (int i = 0; i < x.Length; i++)
            {
                Add(toNumber(x[i]), toNumber(y[i]));
            }

            return;
        }

        foreach (T expected in x)
        {
            Add(toNumber(expected), 0);
        }

        foreach (T actual in y)
        {
            Add(0, toNumber(actual));
        }
    }

    private void Add(double expected, double actual)
    {
        if (double.IsFinite(expected) && double.IsFinite(actual))
        {
            _difference += (expected - actual) * (expected - actual);
            _norm += expected * expected;
            _hasNumbers = true;
        }
        else if (!expected.Equals(actual))
        {
            // Equal NaN or infinities (noise under a logarithm) are equal results; anything else has no finite distance.
            _difference = double.PositiveInfinity;
        }
    }
}
