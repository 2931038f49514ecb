using System.Collections;
using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>The outputs of a run, in the order asked for; disposing it disposes them.</summary>
public sealed class TensorSet : IReadOnlyList<Tensor>, IDisposable
{
    private readonly ImmutableArray<Tensor> _tensors;

    internal TensorSet(ImmutableArray<string> names, ImmutableArray<Tensor> tensors)
    {
        Names = names;
        _tensors = tensors;
    }

    /// <summary>The outputs' names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <inheritdoc/>
    public int Count => _tensors.Length;

    /// <inheritdoc/>
    public Tensor this[int index] => _tensors[index];

    /// <summary>The output of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">It was not asked for.</exception>
    public Tensor this[string name] => Names.IndexOf(name) is >= 0 and int index
        ? _tensors[index]
        : throw new KeyNotFoundException($"No output '{name}' among {string.Join(", ", Names)}.");

    /// <summary>Takes ownership of the values of a run: of all of them or, where one is no numeric tensor, of none that is left.</summary>
    /// <exception cref="Diagnostics.RsdtrException">RSDTR4003: one is a sequence, a map or a text tensor.</exception>
    internal static unsafe TensorSet Own(OnnxRuntime runtime, ImmutableArray<string> names, ReadOnlySpan<nint> values)
    {
        Tensor[] tensors = new Tensor[values.Length];
        int owned = 0;
        try
        {
            for (; owned < values.Length; owned++)
            {
                tensors[owned] = Tensor.Own(runtime, values[owned], names[owned]);
            }

            return new TensorSet(names, ImmutableArray.Create(tensors));
        }
        catch
        {
            for (int i = 0; i < owned; i++)
            {
                tensors[i].Dispose();
            }

            // The value at which it failed was released by Tensor.Own.
            for (int i = owned + 1; i < values.Length; i++)
            {
                runtime.Api.ReleaseValue(values[i]);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => ((IEnumerable<Tensor>)_tensors).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes all the outputs.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
