using System.Collections;
using System.Collections.Immutable;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>The shape of a tensor whose rank is known; some of its dimensions may not be.</summary>
public sealed class TensorShape : IReadOnlyList<Dimension>, IEquatable<TensorShape>
{
    private readonly ImmutableArray<Dimension> _dimensions;

    /// <summary>A shape of given dimensions; none for a scalar.</summary>
    /// <param name="dimensions">The dimensions in the order of the axes.</param>
    public TensorShape(params IEnumerable<Dimension> dimensions) => _dimensions = [.. dimensions];

    /// <summary>The shape of a scalar: no axes.</summary>
    public static TensorShape Scalar { get; } = new([]);

    /// <summary>The number of axes.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Whether all dimensions are numbers.</summary>
    public bool IsFullyKnown => _dimensions.All(dimension => dimension.IsKnown);

    /// <summary>The number of elements, or null where a dimension is not a number.</summary>
    /// <exception cref="OverflowException">The number leaves 64 bits.</exception>
    public long? ElementCount
    {
        get
        {
            long count = 1;
            foreach (Dimension dimension in _dimensions)
            {
                if (dimension.Value is not { } value)
                {
                    return null;
                }

                count = checked(count * value);
            }

            return count;
        }
    }

    /// <inheritdoc/>
    int IReadOnlyCollection<Dimension>.Count => Rank;

    /// <summary>The dimension of an axis.</summary>
    /// <param name="index">The axis from 0.</param>
    public Dimension this[int index] => _dimensions[index];

    /// <summary>A shape of numbers.</summary>
    /// <param name="sizes">The sizes in the order of the axes.</param>
    public static TensorShape Of(params ReadOnlySpan<long> sizes)
    {
        Dimension[] dimensions = new Dimension[sizes.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            dimensions[axis] = Dimension.Of(sizes[axis]);
        }

        return new TensorShape(dimensions);
    }

    /// <summary>A shape of which only the rank is known.</summary>
    /// <param name="rank">The number of axes.</param>
    public static TensorShape OfRank(int rank) => new(Enumerable.Repeat(Dimension.Unknown, rank));

    /// <summary>The sizes as numbers, or null where one is not a number.</summary>
    public long[]? TryGetSizes() => IsFullyKnown ? [.. _dimensions.Select(dimension => dimension.Value!.Value)] : null;

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (Dimension dimension in _dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<Dimension> GetEnumerator() => ((IEnumerable<Dimension>)_dimensions).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For example <c>[batch, 3, 32, 32]</c>; an unknown dimension is <c>?</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _dimensions)}]";

    /// <summary>The same shape with one dimension replaced.</summary>
    internal TensorShape With(int axis, Dimension dimension) => new(_dimensions.SetItem(axis, dimension));

    /// <summary>This shape, completed by what another source says of the same tensor; where they contradict each other this one holds.</summary>
    internal TensorShape CompletedBy(TensorShape? other) =>
        other is null || other.Rank != Rank ? this : new TensorShape(_dimensions.Select((dimension, axis) => dimension.Or(other[axis])));
}
