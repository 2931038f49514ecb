using System.Collections.Immutable;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>One convolution of a chain, or several side by side over the same input, whose outputs are joined along the channels.</summary>
/// <param name="Suffix">What is added to the node's name.</param>
/// <param name="Weights">The values that hold the kernels of the convolutions side by side, mostly one.</param>
/// <param name="KernelHeight">The kernel's height.</param>
/// <param name="KernelWidth">The kernel's width.</param>
/// <param name="Group">The number of branches that run side by side.</param>
/// <param name="TakesRows">Whether the stage takes the original's stride, dilation and padding along the rows.</param>
/// <param name="TakesColumns">Whether it takes those along the columns.</param>
internal sealed record ChainStage(
    string Suffix, IReadOnlyList<string> Weights, int KernelHeight, int KernelWidth, int Group, bool TakesRows, bool TakesColumns)
{
    /// <summary>A stage of a chain: it takes the geometry of the axes whose offsets it holds.</summary>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="stage">Which stage, from 0.</param>
    /// <param name="shape">The kernel that the chain stands for.</param>
    /// <param name="weight">The value that holds the stage's kernel.</param>
    /// <param name="group">The number of branches that run side by side.</param>
    public static ChainStage Of(ChainLayout layout, int stage, KernelShape shape, string weight, int group) => Of(layout, stage, shape, [weight], group);

    /// <summary>A stage of a chain that runs as several convolutions side by side.</summary>
    /// <param name="layout">The chain's stages.</param>
    /// <param name="stage">Which stage, from 0.</param>
    /// <param name="shape">The kernel that the chain stands for.</param>
    /// <param name="weights">The values that hold the kernels.</param>
    /// <param name="group">The number of branches of each.</param>
    public static ChainStage Of(ChainLayout layout, int stage, KernelShape shape, IReadOnlyList<string> weights, int group)
    {
        bool takesRows = stage == layout.RowStage;
        bool takesColumns = stage == layout.ColumnStage;
        return new ChainStage(
            layout.TextOf(stage).ToLowerInvariant(), weights, takesRows ? shape.Height : 1, takesColumns ? shape.Width : 1, group, takesRows, takesColumns);
    }

    /// <summary>
    /// The stage's attributes, as far as they are not what ONNX takes where they are absent: each costs bytes in the file and time when it is loaded. An axis
    /// that the stage does not take gets stride 1, dilation 1 and no padding; with a kernel of 1 along it, the automatic paddings come to nothing there, so
    /// <c>auto_pad</c> is passed on as it is and works for inputs whose size only the run knows.
    /// </summary>
    /// <param name="geometry">The original convolution's geometry.</param>
    /// <param name="autoPad">The original's <c>auto_pad</c>.</param>
    public IEnumerable<AttributeProto> AttributesFor(ConvolutionAttributes geometry, string autoPad)
    {
        yield return NodeBuilder.Ints("kernel_shape", KernelHeight, KernelWidth);
        if (Axes(geometry.Strides, absent: 1) is { } strides)
        {
            yield return NodeBuilder.Ints("strides", strides);
        }

        if (Axes(geometry.Dilations, absent: 1) is { } dilations)
        {
            yield return NodeBuilder.Ints("dilations", dilations);
        }

        if (geometry.AutoPad != AutoPadding.NotSet)
        {
            yield return NodeBuilder.String("auto_pad", autoPad);
        }
        else if (Axes([.. geometry.PadsBegin, .. geometry.PadsEnd], absent: 0) is { } pads)
        {
            yield return NodeBuilder.Ints("pads", pads);
        }

        if (Group != 1)
        {
            yield return NodeBuilder.Int("group", Group);
        }
    }

    // Of rows, columns, rows, ... those that the stage takes; null where they are all what an absent attribute says.
    private long[]? Axes(ImmutableArray<long> values, long absent)
    {
        long[] taken = [.. values.Select((value, index) => (index % 2 == 0 ? TakesRows : TakesColumns) ? value : absent)];
        return taken.All(value => value == absent) ? null : taken;
    }
}
