using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The stages that a node of a layer runs as, dense or as a chain: what a device profile knows the times of.</summary>
/// <param name="kind">The operator.</param>
/// <param name="size">The node's sizes.</param>
/// <param name="group">The node's groups.</param>
/// <param name="strides">The steps along rows and columns.</param>
/// <param name="dilations">The dilations along rows and columns.</param>
internal sealed class LayerStages(StageKind kind, ConvolutionSize size, int group, (int Rows, int Columns) strides, (int Rows, int Columns) dilations)
{
    /// <summary>The node's sizes.</summary>
    public ConvolutionSize Size => size;

    /// <summary>The layer as it is.</summary>
    public StageShape Dense => Stage(size.InChannels, size.OutChannels, group, takesRows: true, takesColumns: true, rowsDone: false, columnsDone: false);

    /// <summary>The stages of each of a layer's nodes; null where a size is unknown.</summary>
    public static IReadOnlyList<LayerStages>? Of(NetworkLayer layer) =>
        layer.Sizes is { } sizes ? [.. layer.Nodes.Zip(sizes, (node, one) => Of(layer.Kind, node, one))] : null;

    /// <summary>The stages of a chain: the stage with i takes the row's stride and dilation, the one with j those of the columns.</summary>
    /// <param name="layout">The chain. In C|T the first stage takes both strides.</param>
    /// <param name="widths">The channels between the stages, of all branches together.</param>
    /// <param name="branches">R1 of a ring: the groups of stages that hold neither C nor T.</param>
    public IReadOnlyList<StageShape> Chain(ChainLayout layout, IReadOnlyList<int> widths, int branches = 1)
    {
        StageShape[] stages = new StageShape[layout.StageCount];
        for (int stage = 0; stage < stages.Length; stage++)
        {
            bool isFirst = stage == 0;
            bool isLast = stage == stages.Length - 1;
            stages[stage] = Stage(
                isFirst ? size.InChannels : widths[stage - 1],
                isLast ? size.OutChannels : widths[stage],
                isFirst || isLast ? 1 : branches,
                takesRows: stage == layout.RowStage,
                takesColumns: stage == layout.ColumnStage,
                rowsDone: stage > layout.RowStage,
                columnsDone: stage > layout.ColumnStage);
        }

        return stages;
    }

    private static LayerStages Of(LayerKind kind, NodeProto node, ConvolutionSize size)
    {
        if (kind == LayerKind.FullyConnected)
        {
            return new LayerStages(StageKind.FullyConnected, size, 1, (1, 1), (1, 1));
        }

        ConvolutionAttributes geometry = ConvolutionAttributes.Read(node, [size.KernelHeight, size.KernelWidth]);
        return new LayerStages(
            StageKind.Convolution,
            size,
            checked((int)geometry.Group),
            ((int)geometry.Strides[0], (int)geometry.Strides[1]),
            ((int)geometry.Dilations[0], (int)geometry.Dilations[1]));
    }

    private StageShape Stage(long inputs, long outputs, int groups, bool takesRows, bool takesColumns, bool rowsDone, bool columnsDone) => new(
        kind,
        checked((int)inputs),
        checked((int)outputs),
        groups,
        takesRows ? checked((int)size.KernelHeight) : 1,
        takesColumns ? checked((int)size.KernelWidth) : 1,
        takesRows ? strides.Rows : 1,
        takesColumns ? strides.Columns : 1,
        takesRows ? dilations.Rows : 1,
        takesColumns ? dilations.Columns : 1,
        checked((int)(rowsDone ? size.OutputHeight : size.InputHeight)),
        checked((int)(columnsDone ? size.OutputWidth : size.InputWidth)),
        checked((int)(rowsDone || takesRows ? size.OutputHeight : size.InputHeight)),
        checked((int)(columnsDone || takesColumns ? size.OutputWidth : size.InputWidth)));
}
