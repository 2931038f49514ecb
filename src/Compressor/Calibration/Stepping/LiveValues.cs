using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// What a stepped network holds: values by name for each input. Numbers lie value by value, not in the arenas of the sessions that
/// made them: there a long-lived value would hold the memory of all that came and went around it. Inputs may be worked on side by side.
/// </summary>
internal sealed class LiveValues : IDisposable
{
    private readonly Dictionary<string, Tensor>[] _values;
    private readonly Dictionary<string, ValueSlab?> _slabs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Nothing yet.</summary>
    /// <param name="inputs">How many inputs there are.</param>
    public LiveValues(int inputs) => _values = [.. Enumerable.Range(0, inputs).Select(_ => new Dictionary<string, Tensor>(StringComparer.Ordinal))];

    /// <summary>How many inputs there are.</summary>
    public int Inputs => _values.Length;

    /// <summary>The values of an input by name; they stay this object's.</summary>
    public IReadOnlyDictionary<string, Tensor> this[int input] => _values[input];

    /// <summary>Takes in a value, with or without a copy; the tensor is this object's from now on.</summary>
    public void Add(int input, string name, Tensor tensor) => _values[input].Add(name, Keep(input, name, tensor));

    /// <summary>Lets go of values of all inputs.</summary>
    /// <param name="isOver">Whether a value has been of use.</param>
    public void Release(Func<string, bool> isOver)
    {
        foreach (string name in _values.SelectMany(values => values.Keys).Distinct(StringComparer.Ordinal).Where(isOver).ToArray())
        {
            foreach (Dictionary<string, Tensor> values in _values)
            {
                if (values.Remove(name, out Tensor? tensor))
                {
                    tensor.Dispose();
                }
            }

            if (_slabs.Remove(name, out ValueSlab? slab))
            {
                (slab as IDisposable)?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release(_ => true);

    private static Tensor Copy<T>(Tensor tensor)
        where T : unmanaged
    {
        using (tensor)
        {
            return Tensor.Create<T>(tensor.AsSpan<T>(), tensor.Dimensions.AsSpan());
        }
    }

    private Tensor Keep(int input, string name, Tensor tensor) => tensor.ElementType switch
    {
        TensorElementType.Float => KeepFloats(input, name, tensor),
        TensorElementType.Float16 => Copy<Half>(tensor),
        TensorElementType.Double => Copy<double>(tensor),
        TensorElementType.Int64 => Copy<long>(tensor),
        TensorElementType.Int32 => Copy<int>(tensor),
        TensorElementType.UInt8 => Copy<byte>(tensor),
        TensorElementType.Bool => Copy<bool>(tensor),
        _ => tensor,
    };

    private Tensor KeepFloats(int input, string name, Tensor tensor)
    {
        int length = checked((int)tensor.Length);
        ValueSlab? slab;
        lock (_lock)
        {
            if (!_slabs.TryGetValue(name, out slab))
            {
                // None for empty tensors, nor for more than can be counted.
                long total = (long)length * Inputs;
                _slabs.Add(name, slab = total is > 0 and <= int.MaxValue ? new ValueSlab((int)total) : null);
            }
        }

        // A size that depends on the input fits no slot.
        if (slab is null || slab.Memory.Length != (long)length * Inputs)
        {
            return Copy<float>(tensor);
        }

        using (tensor)
        {
            Memory<float> memory = slab.Memory.Slice(input * length, length);
            tensor.AsSpan<float>().CopyTo(memory.Span);
            return Tensor.Wrap(memory, tensor.Dimensions.AsSpan());
        }
    }
}
