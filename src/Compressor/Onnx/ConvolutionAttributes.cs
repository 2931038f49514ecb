using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>
/// The geometry of a convolution or pooling over one, two or three spatial axes (ONNX operators Conv, ConvTranspose, MaxPool,
/// AveragePool, LpPool). Each list has one entry for a spatial axis, in the order of the tensor's axes.
/// </summary>
internal sealed record ConvolutionAttributes
{
    private ConvolutionAttributes(
        ImmutableArray<long> kernel, ImmutableArray<long> strides, ImmutableArray<long> dilations,
        ImmutableArray<long> padsBegin, ImmutableArray<long> padsEnd, long group, AutoPadding autoPad)
    {
        Kernel = kernel;
        Strides = strides;
        Dilations = dilations;
        PadsBegin = padsBegin;
        PadsEnd = padsEnd;
        Group = group;
        AutoPad = autoPad;
    }

    /// <summary>The window's sizes.</summary>
    public ImmutableArray<long> Kernel { get; }

    /// <summary>The steps; 1 where the node gives none.</summary>
    public ImmutableArray<long> Strides { get; }

    /// <summary>The distances between the window's elements; 1 where the node gives none.</summary>
    public ImmutableArray<long> Dilations { get; }

    /// <summary>The padding before each axis; meaningful where <see cref="AutoPad"/> is <see cref="AutoPadding.NotSet"/> or Valid. May be negative (cropping).</summary>
    public ImmutableArray<long> PadsBegin { get; private init; }

    /// <summary>The padding after each axis.</summary>
    public ImmutableArray<long> PadsEnd { get; private init; }

    /// <summary>The number of groups; 1 is an ordinary convolution.</summary>
    public long Group { get; private init; }

    /// <summary>How the padding is found.</summary>
    public AutoPadding AutoPad { get; private init; }

    /// <summary>The number of spatial axes.</summary>
    public int Rank => Kernel.Length;

    /// <summary>Reads a node's attributes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="weightKernel">The spatial sizes of the weight; empty for pooling, whose attribute <c>kernel_shape</c> is then required.</param>
    /// <exception cref="RsdtrException">
    /// A list has the wrong length, a step or dilation is not positive, or kernel_shape contradicts the weight (RSDTR1009).
    /// </exception>
    public static ConvolutionAttributes Read(NodeProto node, ReadOnlySpan<long> weightKernel = default)
    {
        long[]? declared = node.GetInts("kernel_shape");
        long[] kernel = weightKernel.IsEmpty ? declared ?? [] : weightKernel.ToArray();
        if (kernel.Length == 0)
        {
            throw Malformed(node, "has no kernel_shape");
        }

        if (declared is { Length: > 0 } && !declared.AsSpan().SequenceEqual(kernel))
        {
            throw Malformed(node, $"declares the kernel {TensorSizes.Format(declared)} but its weight has {TensorSizes.Format(kernel)}");
        }

        long[] strides = ListOrOnes(node, "strides", kernel.Length);
        long[] dilations = ListOrOnes(node, "dilations", kernel.Length);
        RequirePositive(node, "kernel", kernel);
        RequirePositive(node, "strides", strides);
        RequirePositive(node, "dilations", dilations);

        long group = node.GetInt("group", 1);
        if (group < 1)
        {
            throw Malformed(node, string.Create(CultureInfo.InvariantCulture, $"has group {group}"));
        }

        AutoPadding autoPad = ReadAutoPad(node);
        long[] pads = autoPad == AutoPadding.NotSet && node.GetInts("pads") is { Length: > 0 } given ? given : new long[2 * kernel.Length];
        if (pads.Length != 2 * kernel.Length)
        {
            throw Malformed(node, string.Create(CultureInfo.InvariantCulture, $"has {pads.Length} pads for {kernel.Length} spatial axes"));
        }

        // Far beyond any tensor, so that the sums below cannot leave 64 bits.
        if (kernel.Concat(strides).Concat(dilations).Concat(pads).Any(value => value is > int.MaxValue or < int.MinValue))
        {
            throw Malformed(node, "has an attribute that does not fit 32 bits");
        }

        return new ConvolutionAttributes(
            [.. kernel], [.. strides], [.. dilations], [.. pads[..kernel.Length]], [.. pads[kernel.Length..]], group, autoPad);
    }

    /// <summary>The extent of the window along an axis: (kernel - 1) * dilation + 1.</summary>
    public long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>
    /// The same geometry with the padding as numbers: <c>auto_pad</c> resolved for an input of the given spatial sizes
    /// (ONNX operator Conv: pad_total = (ceil(in / stride) - 1) * stride + extent - in, at least 0).
    /// </summary>
    /// <param name="inputSizes">The input's spatial sizes.</param>
    public ConvolutionAttributes Resolve(ReadOnlySpan<long> inputSizes)
    {
        if (inputSizes.Length != Rank)
        {
            throw new ArgumentException("One size for each spatial axis is needed.", nameof(inputSizes));
        }

        if (AutoPad is AutoPadding.NotSet or AutoPadding.Valid)
        {
            return this with { AutoPad = AutoPadding.NotSet };
        }

        ImmutableArray<long>.Builder begin = ImmutableArray.CreateBuilder<long>(Rank);
        ImmutableArray<long>.Builder end = ImmutableArray.CreateBuilder<long>(Rank);
        for (int axis = 0; axis < Rank; axis++)
        {
            long total = Math.Max(0, ((CeilingDivide(inputSizes[axis], Strides[axis]) - 1) * Strides[axis]) + Extent(axis) - inputSizes[axis]);
            long smaller = total / 2;
            begin.Add(AutoPad == AutoPadding.SameUpper ? smaller : total - smaller);
            end.Add(AutoPad == AutoPadding.SameUpper ? total - smaller : smaller);
        }

        return this with { AutoPad = AutoPadding.NotSet, PadsBegin = begin.MoveToImmutable(), PadsEnd = end.MoveToImmutable() };
    }

    /// <summary>The same geometry, its padding given as numbers, with as much after each axis that an output's last window lies within it: ceil_mode has windows beyond the padding.</summary>
    /// <param name="inputSizes">The input's spatial sizes.</param>
    /// <param name="outputSizes">The output's.</param>
    public ConvolutionAttributes Reaching(IReadOnlyList<long> inputSizes, IReadOnlyList<long> outputSizes) => this with
    {
        PadsEnd = [.. PadsEnd.Select((pad, axis) => Math.Max(pad, ((outputSizes[axis] - 1) * Strides[axis]) + Extent(axis) - inputSizes[axis] - PadsBegin[axis]))],
    };

    /// <summary>The same window, steps and dilations along one axis, without padding; along the others each element is a window.</summary>
    public ConvolutionAttributes Along(int axis) => new(
        Only(Kernel, axis), Only(Strides, axis), Only(Dilations, axis), [.. new long[Rank]], [.. new long[Rank]], Group, AutoPadding.NotSet);

    /// <summary>The same geometry with another number of groups, at least 1.</summary>
    public ConvolutionAttributes WithGroup(long group) => this with { Group = group };

    /// <summary>The output size of a convolution along an axis: floor((in + pads - extent) / stride) + 1; not positive where the window does not fit.</summary>
    public long OutputSize(int axis, long inputSize) => AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower
        ? CeilingDivide(inputSize, Strides[axis])
        : FloorDivide(inputSize + PadsBegin[axis] + PadsEnd[axis] - Extent(axis), Strides[axis]) + 1;

    internal static long CeilingDivide(long dividend, long divisor) => -FloorDivide(-dividend, divisor);

    internal static long FloorDivide(long dividend, long divisor) =>
        (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);

    private static ImmutableArray<long> Only(ImmutableArray<long> list, int axis) => [.. list.Select((value, at) => at == axis ? value : 1)];

    private static AutoPadding ReadAutoPad(NodeProto node) => node.GetString("auto_pad", "NOTSET") switch
    {
        "NOTSET" or "" => AutoPadding.NotSet,
        "SAME_UPPER" => AutoPadding.SameUpper,
        "SAME_LOWER" => AutoPadding.SameLower,
        "VALID" => AutoPadding.Valid,
        string other => throw Malformed(node, $"has auto_pad '{other}', which is none of NOTSET, SAME_UPPER, SAME_LOWER, VALID"),
    };

    private static long[] ListOrOnes(NodeProto node, string name, int rank)
    {
        long[] list = node.GetInts(name) is { Length: > 0 } given ? given : [.. Enumerable.Repeat(1L, rank)];
        return list.Length == rank
            ? list
            : throw Malformed(node, string.Create(CultureInfo.InvariantCulture, $"has {list.Length} {name} for {rank} spatial axes"));
    }

    private static void RequirePositive(NodeProto node, string name, long[] values)
    {
        if (Array.Exists(values, value => value < 1))
        {
            throw Malformed(node, $"has {name} {TensorSizes.Format(values)}, which must be positive");
        }
    }

    private static RsdtrException Malformed(NodeProto node, string what) =>
        new(ModelDiagnostics.MalformedNode, $"{NodeText.Describe(node)} {what}: export the model again.");
}
