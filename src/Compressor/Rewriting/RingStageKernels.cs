using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The kernels of a ring's stages as values of a graph: stored cores, and nodes over them where a stage merges cores or repeats them, which
/// ONNX Runtime computes when it loads the model.
/// </summary>
/// <remarks>
/// A stage is multiplied from its last core to its first. Small ones are composed by a Conv a core, because there each node takes longer
/// than its arithmetic, as <see cref="MergedStage"/>'s are. For the others each core is stored in the order of indices that makes every product a MatMul
/// with broadcasting over leading axes, so that no axes are ever moved.
/// </remarks>
internal sealed class RingStageKernels(OnnxGraph graph, NodeProto firstNode, string weight, TensorRingKernel ring)
{
    // Rings of filters that all channels share have dozens of branches, and a Concat would name their kernel as often.
    private const int MostNamed = 4;

    private readonly RingRanks _ranks = ring.Ranks;
    private readonly KernelShape _shape = ring.Shape;
    private readonly FoldedNodes _nodes = new(graph, firstNode);

    /// <summary>Stores the cores of a stage and adds what computes its kernel for one branch.</summary>
    /// <param name="modes">The stage's modes, neighbours in the chain C, i, j, T.</param>
    /// <param name="name">The stage's name.</param>
    /// <returns>The value that holds the kernel [out, in, kh or 1, kw or 1].</returns>
    public string Add(ChainModes modes, string name)
    {
        (int r0, int r1, int r2, int r3) = (_ranks.R0, _ranks.R1, _ranks.R2, _ranks.R3);
        (int outputs, int channels, int height, int width) = (_shape.OutputChannels, _shape.InputChannels, _shape.Height, _shape.Width);
        string hint = $"{weight}/{name}";
        if (int.PopCount((int)modes) > 1 && Composes(_shape, _ranks, modes))
        {
            return Compose(hint, modes).Name;
        }

        switch (modes)
        {
            case ChainModes.Channels:
                return Core(1, [0, 2, 1], r1 * r2, channels, 1, 1).Name;
            case ChainModes.Rows:
                return Core(2, [2, 0, 1], r3, r2, height, 1).Name;
            case ChainModes.Columns:
                return Core(3, [2, 0, 1], r0, r3, 1, width).Name;
            case ChainModes.Outputs:
                return Core(0, [1, 2, 0], outputs, r1 * r0, 1, 1).Name;
            case ChainModes.Columns | ChainModes.Outputs:
                return _nodes.Reshape(hint, ColumnsAndOutputs(hint), outputs, r1 * r3, 1, width).Name;
            case ChainModes.Rows | ChainModes.Columns:
                return _nodes.Reshape(hint, RowsBefore(hint, LastColumns()), r0, r2, height, width).Name;
            case ChainModes.Rows | ChainModes.Columns | ChainModes.Outputs:
                return _nodes.Reshape(hint, RowsBefore(hint, ColumnsAndOutputs(hint)), outputs, r1 * r2, height, width).Name;
            case ChainModes.Channels | ChainModes.Rows:
                return _nodes.Reshape(hint, ChannelsBefore(hint, Core(2, [2, 0, 1], r3, r2, height)), r1 * r3, channels, height, 1).Name;
            case ChainModes.Channels | ChainModes.Rows | ChainModes.Columns:
                FoldedValue spatial = _nodes.Reshape(hint, RowsBefore(hint, LastColumns()), r0, r2, height * width);
                return _nodes.Reshape(hint, ChannelsBefore(hint, spatial), r1 * r0, channels, height, width).Name;
            case ChainModes.Channels | ChainModes.Rows | ChainModes.Columns | ChainModes.Outputs:
                // (c, r1 r2) times (t; r1 r2, i j): the sum over the branches is part of the product.
                FoldedValue rest = _nodes.Reshape(hint, RowsBefore(hint, ColumnsAndOutputs(hint)), outputs, r1 * r2, height * width);
                return _nodes.Reshape(hint, _nodes.Product(hint, Core(1, [1, 0, 2], channels, r1 * r2), rest, outputs, channels, height * width), outputs, channels, height, width).Name;
            default:
                throw new ArgumentException($"No stage of a ring holds {modes}.", nameof(modes));
        }
    }

    /// <summary>The kernels of all branches under one another.</summary>
    /// <remarks>Concat and Tile, because they are the same in every operator set from 7 on. Tile needs a tensor more, Concat a name each time.</remarks>
    public string Repeat(string kernel, int count)
    {
        if (count == 1)
        {
            return kernel;
        }

        string repeated = graph.UniqueName($"{kernel}/repeated");
        graph.InsertBefore(firstNode, count <= MostNamed
            ? NodeBuilder.Node("Concat", repeated, Enumerable.Repeat(kernel, count), [repeated], NodeBuilder.Int("axis", 0))
            : NodeBuilder.Node("Tile", repeated, [kernel, InitializerPlacement.AddShape(graph, $"{kernel}/times", [count, 1, 1, 1])], [repeated]));
        return repeated;
    }

    /// <summary>
    /// Whether a merged stage is composed. The branches r1 stand beside the outputs t, or beside the inputs where a stage has both; beside the
    /// channels c alone they would have to come before what the later cores give.
    /// </summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="ranks">The ring's ranks.</param>
    /// <param name="modes">The stage's modes, two or more.</param>
    public static bool Composes(KernelShape shape, RingRanks ranks, ChainModes modes)
    {
        bool hasOutputs = modes.HasFlag(ChainModes.Outputs);
        if (ranks.R1 > 1 && modes.HasFlag(ChainModes.Channels) && !hasOutputs)
        {
            return false;
        }

        (int height, int width) = (shape.Height, shape.Width);
        long rows = modes.HasFlag(ChainModes.Rows) ? ranks.R2 * height : ranks.R3;
        long work = 0;
        if (hasOutputs)
        {
            work += modes.HasFlag(ChainModes.Rows) ? ComposedKernel.Work(1, ranks.R3, ranks.R0, width, rows * width) : 0;
            work += ComposedKernel.Work(1, ranks.R0, (long)shape.OutputChannels * ranks.R1, 1, rows * width);
        }
        else if (modes.HasFlag(ChainModes.Columns))
        {
            work += ComposedKernel.Work(ranks.R0, ranks.R3, ranks.R2, height, (long)height * width);
        }

        if (modes.HasFlag(ChainModes.Channels))
        {
            long images = hasOutputs ? shape.OutputChannels : modes.HasFlag(ChainModes.Columns) ? ranks.R0 : ranks.R3;
            work += ComposedKernel.Work(images, (long)ranks.R1 * ranks.R2, shape.InputChannels, 1, modes.HasFlag(ChainModes.Columns) ? height * width : height);
        }

        return work <= ComposedKernel.MostWork;
    }

    private FoldedValue Compose(string hint, ChainModes modes)
    {
        FoldedValue kernel = modes.HasFlag(ChainModes.Outputs) ? ComposeWithOutputs(hint, modes.HasFlag(ChainModes.Rows))
            : !modes.HasFlag(ChainModes.Columns) ? Core(2, [2, 0, 1], _ranks.R3, _ranks.R2, _shape.Height, 1)
            : _nodes.Compose(
                hint, Core(3, [2, 0, 1], _ranks.R0, _ranks.R3, 1, _shape.Width),
                Core(2, [0, 2, 1], backwards: true, _ranks.R2, _ranks.R3, _shape.Height, 1));
        return modes.HasFlag(ChainModes.Channels)
            ? _nodes.Compose(hint, kernel, Core(1, [1, 0, 2], _shape.InputChannels, (long)_ranks.R1 * _ranks.R2, 1, 1))
            : kernel;
    }

    // (t; r1 r2, i, j), or (t; r1 r3, 1, j) without the rows. All is one image, of which the inputs are rows, so that products are few:
    // (r3; r2 i, 1) to (r0; r2 i, j) to (t r1; r2 i, j).
    private FoldedValue ComposeWithOutputs(string hint, bool hasRows)
    {
        (int outputs, int height, int width) = (_shape.OutputChannels, _shape.Height, _shape.Width);
        FoldedValue image = hasRows
            ? _nodes.Compose(
                hint, Core(2, [2, 0, 1], 1, _ranks.R3, _ranks.R2 * height, 1), Core(3, [2, 0, 1], backwards: true, _ranks.R0, _ranks.R3, 1, width))
            : Core(3, [2, 0, 1], 1, _ranks.R0, _ranks.R3, width);
        image = _nodes.Compose(hint, image, Core(0, [1, 2, 0], (long)outputs * _ranks.R1, _ranks.R0, 1, 1));
        return _nodes.Reshape(hint, image, outputs, _ranks.R1 * (hasRows ? _ranks.R2 : _ranks.R3), hasRows ? height : 1, width);
    }

    // (r0; r3, j): the columns where they are a stage's last mode.
    private FoldedValue LastColumns() => Core(3, [2, 0, 1], _ranks.R0, _ranks.R3, _shape.Width);

    // (t r1, r0) times (r0, r3 j).
    private FoldedValue ColumnsAndOutputs(string hint)
    {
        (int rows, int columns) = (_shape.OutputChannels * _ranks.R1, _ranks.R3 * _shape.Width);
        return _nodes.Product(hint, Core(0, [1, 2, 0], rows, _ranks.R0), Core(3, [2, 0, 1], _ranks.R0, columns), rows, columns);
    }

    // (r2 i, r3) times (rows; r3, j), where the rows are r0, or t r1.
    private FoldedValue RowsBefore(string hint, FoldedValue tail)
    {
        long rows = tail.Shape[0];
        FoldedValue last = _nodes.Reshape(hint, tail, rows, _ranks.R3, _shape.Width);
        return _nodes.Product(hint, Core(2, [0, 1, 2], _ranks.R2 * _shape.Height, _ranks.R3), last, rows, _ranks.R2 * _shape.Height, _shape.Width);
    }

    // (r1, 1; c, r2) times (rows; r2, offsets), where the rows are r3 or r0: (r1, rows; c, offsets).
    private FoldedValue ChannelsBefore(string hint, FoldedValue tail) =>
        _nodes.Product(
            hint, Core(1, [0, 1, 2], _ranks.R1, 1, _shape.InputChannels, _ranks.R2), tail,
            _ranks.R1, tail.Shape[0], _shape.InputChannels, tail.Shape[^1]);

    // A core with its three indices in another order: order[0] is the slowest one. Named by its place in the ring, G1 to G4.
    private FoldedValue Core(int mode, int[] order, params long[] shape) => Core(mode, order, backwards: false, shape);

    // The same with the offsets of a spatial mode, the last index, from the last to the first.
    private FoldedValue Core(int mode, int[] order, bool backwards, params long[] shape)
    {
        RingCore core = ring.Cores[mode];
        int[] sizes = [core.Before, core.Size, core.After];
        int[] index = new int[sizes.Length];
        float[] values = new float[core.Data.Length];
        int at = 0;
        for (index[order[0]] = 0; index[order[0]] < sizes[order[0]]; index[order[0]]++)
        {
            for (index[order[1]] = 0; index[order[1]] < sizes[order[1]]; index[order[1]]++)
            {
                for (index[order[2]] = 0; index[order[2]] < sizes[order[2]]; index[order[2]]++)
                {
                    values[at++] = (float)core[index[0], index[1], index[2]];
                }
            }
        }

        if (backwards)
        {
            for (int offset = 0; offset < values.Length; offset += core.Size)
            {
                Array.Reverse(values, offset, core.Size);
            }
        }

        return new FoldedValue(InitializerPlacement.Add(graph, $"{weight}/G{mode + 1}", shape, values), shape);
    }
}
