using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Runs two networks over the same inputs and measures how far their outputs are apart.</summary>
internal sealed class NetworkComparison
{
    private readonly Dictionary<string, (double Difference, double Norm)> _outputs = new(StringComparer.Ordinal);
    private int _inputs;
    private int _classified;
    private int _agreed;
    private int _labelled;
    private int _rightBefore;
    private int _rightAfter;

    private NetworkComparison()
    {
    }

    /// <summary>Compares.</summary>
    /// <param name="original">The network to be held against.</param>
    /// <param name="changed">The network that is judged: the same inputs and outputs.</param>
    /// <param name="inputs">What both are fed.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    public static Receipt Run(InferenceSession original, InferenceSession changed, NetworkInputs inputs, CancellationToken cancellation)
    {
        NetworkComparison comparison = new();
        for (int index = 0; index < inputs.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            Dictionary<string, Tensor> tensors = inputs.Create(index);
            try
            {
                using TensorSet before = original.Run(tensors, cancellationToken: cancellation);
                using TensorSet after = changed.Run(tensors, cancellationToken: cancellation);
                comparison.Add(before, after, inputs.Images?.Labels?[index]);
            }
            finally
            {
                foreach (Tensor tensor in tensors.Values)
                {
                    tensor.Dispose();
                }
            }
        }

        return comparison.ToReceipt(inputs);
    }

    private void Add(TensorSet before, TensorSet after, int? label)
    {
        _inputs++;
        for (int output = 0; output < before.Count; output++)
        {
            string name = before.Names[output];
            (double difference, double norm) = _outputs.GetValueOrDefault(name);
            (double addedDifference, double addedNorm) = Distance(before[output], after[output]);
            _outputs[name] = (difference + addedDifference, norm + addedNorm);
        }

        if (ClassScores(before[0]) is { } scores && ClassScores(after[0]) is { } changedScores)
        {
            int expected = IndexOfLargest(scores);
            int actual = IndexOfLargest(changedScores);
            _classified++;
            _agreed += expected == actual ? 1 : 0;
            if (label is { } right)
            {
                _labelled++;
                _rightBefore += expected == right ? 1 : 0;
                _rightAfter += actual == right ? 1 : 0;
            }
        }
    }

    private Receipt ToReceipt(NetworkInputs inputs)
    {
        SortedDictionary<string, double> errors = new(StringComparer.Ordinal);
        foreach ((string name, (double difference, double norm)) in _outputs)
        {
            errors[name] = norm > 0 ? Math.Sqrt(difference / norm) : difference > 0 ? 1 : 0;
        }

        return new Receipt(
            inputs.Images is null ? InputKinds.Synthetic : InputKinds.Images,
            _inputs,
            errors.Count == 0 ? 0 : errors.Values.Max(),
            errors,
            _classified == _inputs && _inputs > 0 ? (double)_agreed / _classified : null,
            _labelled > 0 ? (double)_rightBefore / _labelled : null,
            _labelled > 0 ? (double)_rightAfter / _labelled : null);
    }

    // Squared Frobenius norms of the difference and of the original. Outputs whose size depends on their content (detections
    // after suppression) may differ in shape: then everything counts as different.
    private static (double Difference, double Norm) Distance(Tensor before, Tensor after) => before.ElementType switch
    {
        TensorElementType.Float => Distance<float>(before, after, number => number),
        TensorElementType.Double => Distance<double>(before, after, number => number),
        TensorElementType.Int64 => Distance<long>(before, after, number => number),
        TensorElementType.Int32 => Distance<int>(before, after, number => number),
        TensorElementType.UInt8 => Distance<byte>(before, after, number => number),
        TensorElementType.Bool => Distance<bool>(before, after, value => value ? 1 : 0),
        _ => (0, 0),
    };

    private static (double Difference, double Norm) Distance<T>(Tensor before, Tensor after, Func<T, double> toNumber)
        where T : unmanaged
    {
        Span<T> x = before.AsSpan<T>();
        Span<T> y = after.AsSpan<T>();
        bool sameShape = before.Dimensions.AsSpan().SequenceEqual(after.Dimensions.AsSpan());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double expected = toNumber(x[i]);
            double distance = expected - (sameShape ? toNumber(y[i]) : 0);
            difference += distance * distance;
            norm += expected * expected;
        }

        return (difference, norm);
    }

    // A classifier's first output is one row of scores.
    private static float[]? ClassScores(Tensor output) =>
        output.ElementType == TensorElementType.Float && output.Dimensions.Length == 2 && output.Dimensions[0] == 1 && output.Dimensions[1] > 1
            ? output.ToArray<float>()
            : null;

    private static int IndexOfLargest(float[] scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best;
    }
}
