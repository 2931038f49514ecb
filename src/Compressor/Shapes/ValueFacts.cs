using System.Collections.Immutable;

namespace RsdtrEdge.Compressor.Shapes;

/// <summary>What is known of a value before the network runs.</summary>
/// <param name="Shape">Its shape, or null where not even the rank is known.</param>
/// <param name="ElementType">The number of its element type (<c>TensorProto.DataType</c>); 0 where it is not known.</param>
/// <param name="Content">Its elements in row-major order where it is small and they can be followed; otherwise null.</param>
internal sealed record ValueFacts(TensorShape? Shape, int ElementType = 0, ImmutableArray<Element>? Content = null)
{
    /// <summary>The most elements whose content is followed: shapes, pads, axes and scales are far smaller.</summary>
    public const int MaxContent = 1024;

    public static ValueFacts Unknown { get; } = new(null, 0);

    /// <summary>The content as integers, or null where an element is no known integer.</summary>
    public long[]? Integers => Content is { } content && content.All(element => element.Integer is not null)
        ? [.. content.Select(element => element.Integer!.Value)]
        : null;

    /// <summary>The content as numbers, or null where an element is not known.</summary>
    public double[]? Numbers => Content is { } content && content.All(element => element.Number is not null)
        ? [.. content.Select(element => element.Number!.Value)]
        : null;
}
