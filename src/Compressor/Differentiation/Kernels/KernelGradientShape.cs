using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>The sizes that the gradient of a convolution's kernel depends on. The batch is no part of them.</summary>
internal sealed record KernelGradientShape
{
    /// <summary>Gathers the sizes.</summary>
    /// <param name="channels">C, the input's channels.</param>
    /// <param name="outputs">T, the output's channels.</param>
    /// <param name="geometry">Window, steps, dilations, group, and the padding as numbers.</param>
    /// <param name="inputSizes">The input's spatial sizes.</param>
    public KernelGradientShape(long channels, long outputs, ConvolutionAttributes geometry, IEnumerable<long> inputSizes)
    {
        Channels = channels;
        Outputs = outputs;
        Geometry = geometry;
        InputSizes = [.. inputSizes];
        OutputSizes = [.. InputSizes.Select((size, axis) => geometry.OutputSize(axis, size))];
        CoveredSizes = [.. OutputSizes.Select((size, axis) => ((size - 1) * geometry.Strides[axis]) + geometry.Extent(axis))];
    }

    /// <summary>C.</summary>
    public long Channels { get; }

    /// <summary>T.</summary>
    public long Outputs { get; }

    /// <summary>Window, steps, dilations, group and padding.</summary>
    public ConvolutionAttributes Geometry { get; }

    /// <summary>The input's spatial sizes.</summary>
    public ImmutableArray<long> InputSizes { get; }

    /// <summary>The output's spatial sizes.</summary>
    public ImmutableArray<long> OutputSizes { get; }

    /// <summary>The spatial sizes of what the windows cover: the padded input without what no window reaches.</summary>
    public ImmutableArray<long> CoveredSizes { get; }

    /// <summary>The number of groups.</summary>
    public long Group => Geometry.Group;

    /// <summary>The number of spatial axes.</summary>
    public int Rank => Geometry.Rank;

    /// <summary>The elements of a window.</summary>
    public long Taps => Geometry.Kernel.Aggregate(1L, (product, size) => product * size);

    /// <summary>The positions of the output.</summary>
    public long Positions => OutputSizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>The kernel's shape, [T, C / group, kernel...].</summary>
    public long[] KernelSizes => [Outputs, Channels / Group, .. Geometry.Kernel];

    /// <summary>The same convolution in another number of groups.</summary>
    public KernelGradientShape WithGroup(long group) => new(Channels, Outputs, Geometry.WithGroup(group), InputSizes);

    /// <summary>Whether all steps are 1.</summary>
    public bool StepsByOne => Geometry.Strides.All(stride => stride == 1);

    /// <summary>Writes the input cut or filled up with zeros to <see cref="CoveredSizes"/>.</summary>
    public string Cover(GradientWriter writer, string input) => writer.Pad(
        input,
        [
            0, 0, .. Geometry.PadsBegin,
            0, 0, .. CoveredSizes.Select((size, axis) => size - InputSizes[axis] - Geometry.PadsBegin[axis]),
        ]);

    /// <summary>The elements of a window by their places along each axis, the last axis fastest.</summary>
    public IEnumerable<long[]> Offsets()
    {
        IEnumerable<long[]> offsets = [[]];
        foreach (long size in Geometry.Kernel)
        {
            offsets = offsets.SelectMany(before => Enumerable.Range(0, (int)size).Select(place => (long[])[.. before, place])).ToArray();
        }

        return offsets;
    }

    /// <summary>Which part of the covered input an element of the window meets; of axes that it meets whole, nothing.</summary>
    public AxisRange[] Ranges(long[] offset) =>
    [
        .. offset.Select((place, axis) => new AxisRange(axis + 2, place * Geometry.Dilations[axis], OutputSizes[axis], Geometry.Strides[axis]))
            .Where(range => range.Start != 0 || range.Step != 1 || range.Count != CoveredSizes[range.Axis - 2]),
    ];
}
