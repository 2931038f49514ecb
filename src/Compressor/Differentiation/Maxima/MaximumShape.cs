using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>The sizes that the gradient of MaxPool depends on. The batch is no part of them.</summary>
internal sealed record MaximumShape
{
    private readonly ImmutableArray<long> _behind;

    /// <summary>Gathers the sizes.</summary>
    /// <param name="channels">C.</param>
    /// <param name="geometry">Window, steps, dilations, and the padding as numbers.</param>
    /// <param name="inputSizes">The input's spatial sizes.</param>
    /// <param name="outputSizes">The output's, to which ceil_mode may have added a window.</param>
    public MaximumShape(long channels, ConvolutionAttributes geometry, IReadOnlyList<long> inputSizes, IReadOnlyList<long> outputSizes)
    {
        Channels = channels;
        Geometry = geometry;
        OutputSizes = [.. outputSizes];
        CoveredSizes = [.. outputSizes.Select((size, axis) => ((size - 1) * geometry.Strides[axis]) + geometry.Extent(axis))];
        _behind = [.. CoveredSizes.Select((size, axis) => size - inputSizes[axis] - geometry.PadsBegin[axis])];
    }

    /// <summary>C.</summary>
    public long Channels { get; }

    /// <summary>Window, steps, dilations and padding.</summary>
    public ConvolutionAttributes Geometry { get; }

    /// <summary>The output's spatial sizes.</summary>
    public ImmutableArray<long> OutputSizes { get; }

    /// <summary>The spatial sizes of what the windows cover: the padded input, also under a window that ceil_mode added, without what no window reaches.</summary>
    public ImmutableArray<long> CoveredSizes { get; }

    /// <summary>The number of spatial axes.</summary>
    public int Rank => Geometry.Rank;

    /// <summary>The elements of a window.</summary>
    public long Taps => Geometry.Kernel.Aggregate(1L, (product, size) => product * size);

    /// <summary>The axes along which something is pooled or left out.</summary>
    public ImmutableArray<int> PooledAxes => [.. Enumerable.Range(0, Rank).Where(axis => Geometry.Kernel[axis] > 1 || Geometry.Strides[axis] > 1)];

    /// <summary>The pooling along one axis of what is covered, where the axes before are pooled and those behind are not.</summary>
    public MaximumShape Along(int axis)
    {
        long[] before = [.. CoveredSizes.Select((size, at) => at < axis ? OutputSizes[at] : size)];
        return new MaximumShape(Channels, Geometry.Along(axis), before, [.. before.Select((size, at) => at == axis ? OutputSizes[at] : size)]);
    }

    /// <summary>Whether windows lie side by side: none overlap, and there is nothing between their elements and between them.</summary>
    public bool LieSideBySide => Enumerable.Range(0, Rank).All(axis => Geometry.Kernel[axis] == Geometry.Extent(axis) && (Geometry.Kernel[axis] == Geometry.Strides[axis] || OutputSizes[axis] == 1));

    /// <summary>Writes the input cut, or filled up with numbers that are no maximum, to <see cref="CoveredSizes"/>.</summary>
    public string Cover(GradientWriter writer, string input) => writer.Pad(input, [0, 0, .. Geometry.PadsBegin, 0, 0, .. _behind], float.MinValue);

    /// <summary>Writes the gradient of the input from that of what the windows cover.</summary>
    public string Uncover(GradientWriter writer, string gradient) =>
        writer.Pad(gradient, [0, 0, .. Geometry.PadsBegin.Select(pad => -pad), 0, 0, .. _behind.Select(pad => -pad)]);
}
