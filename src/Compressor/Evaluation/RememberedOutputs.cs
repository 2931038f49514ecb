using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>A network that is held against others on the same inputs again and again: it runs once an input, as far as memory for its outputs is given.</summary>
/// <remarks>Inputs may be asked for on several threads, each of them on one at a time. What is remembered does not depend on them but where memory ends, and no figure does.</remarks>
/// <param name="network">The network; it stays the caller's.</param>
/// <param name="mostNumbers">How many numbers of outputs are kept at most; 0: none are.</param>
internal sealed class RememberedOutputs(InferenceSession network, long mostNumbers) : IDisposable
{
    private readonly Dictionary<int, TensorSet> _known = [];
    private readonly string[] _numeric = NumericOutputs.Of(network);
    private long _numbers;

    /// <summary>The network.</summary>
    public InferenceSession Network => network;

    /// <summary>How many inputs the network was run for.</summary>
    public int Runs { get; private set; }

    /// <summary>Works with the outputs of an input, those that hold numbers; there must be one.</summary>
    /// <param name="index">The input; the same tensors each time.</param>
    /// <param name="tensors">Its tensors, by the inputs' names.</param>
    /// <param name="work">What is done with the outputs, which stay this object's.</param>
    /// <param name="cancellation">Stops a run.</param>
    public void Use(int index, IReadOnlyDictionary<string, Tensor> tensors, Action<TensorSet> work, CancellationToken cancellation)
    {
        TensorSet? outputs;
        lock (_known)
        {
            _known.TryGetValue(index, out outputs);
        }

        if (outputs is not null)
        {
            work(outputs);
            return;
        }

        outputs = network.Run(tensors, _numeric, cancellation);
        if (Keep(index, outputs))
        {
            work(outputs);
            return;
        }

        using (outputs)
        {
            work(outputs);
        }
    }

    /// <summary>Frees the outputs.</summary>
    public void Dispose()
    {
        foreach (TensorSet outputs in _known.Values)
        {
            outputs.Dispose();
        }

        _known.Clear();
    }

    private bool Keep(int index, TensorSet outputs)
    {
        long numbers = outputs.Sum(output => output.Length);
        lock (_known)
        {
            Runs++;
            if (_numbers + numbers > mostNumbers)
            {
                return false;
            }

            _numbers += numbers;
            _known.Add(index, outputs);
            return true;
        }
    }
}
