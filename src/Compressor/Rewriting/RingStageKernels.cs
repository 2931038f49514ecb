using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The kernels of a ring's stages as values of a graph: stored cores, and nodes over them where a stage merges cores or repeats them, which
/// ONNX Runtime computes when it loads the model.
/// </summary>
/// <remarks>A core is stored in the order of its own convolution's kernel, whether it runs alone or is merged.</remarks>
internal sealed class RingStageKernels(OnnxGraph graph, NodeProto firstNode, string weight, TensorRingKernel ring)
{
    // Rings of filters that all channels share have dozens of branches, and a Concat would name their kernel as often.
    private const int MostNamed = 4;

    // Labels of the ranks; the modes' are t, c, i and j.
    private const char R0 = 'q';
    private const char R1 = 'a';
    private const char R2 = 'b';
    private const char R3 = 'd';

    // The cores G1 to G4 as their own stages' kernels have them: [t, r1 r0], [r1 r2, c], [r3, r2, i] and [r0, r3, j].
    private static readonly (ChainModes Mode, string Labels)[] s_cores =
    [
        (ChainModes.Outputs, $"t{R1}{R0}"), (ChainModes.Channels, $"{R1}{R2}c"), (ChainModes.Rows, $"{R3}{R2}i"), (ChainModes.Columns, $"{R0}{R3}j"),
    ];

    // From the end of the chain C, i, j, T.
    private static readonly int[] s_fromLast = [0, 3, 2, 1];

    private readonly FoldedNodes _nodes = new(graph, firstNode);

    /// <summary>In which order a core's indices (rank before, mode, rank after) are stored, the slowest first.</summary>
    /// <param name="mode">The core's place in the ring, from 0.</param>
    public static IReadOnlyList<int> StoredOrder(int mode) => mode switch
    {
        0 => [1, 2, 0],
        1 => [0, 2, 1],
        _ => [2, 0, 1],
    };

    /// <summary>Stores the cores of a stage and adds what computes its kernel for one branch.</summary>
    /// <param name="modes">The stage's modes, neighbours in the chain C, i, j, T.</param>
    /// <param name="name">The stage's name.</param>
    /// <returns>The value that holds the kernel [out, in, kh or 1, kw or 1].</returns>
    public string Add(ChainModes modes, string name)
    {
        // Of the branches r1 a stage between C and T has one: they are its groups.
        bool hasChannels = modes.HasFlag(ChainModes.Channels);
        bool hasOutputs = modes.HasFlag(ChainModes.Outputs);
        string inputs = hasChannels ? "c" : Wide(hasOutputs ? $"{R1}" : "", modes.HasFlag(ChainModes.Rows) ? R2 : modes.HasFlag(ChainModes.Columns) ? R3 : R0);
        string outputs = hasOutputs ? "t" : Wide(hasChannels ? $"{R1}" : "", modes.HasFlag(ChainModes.Columns) ? R0 : modes.HasFlag(ChainModes.Rows) ? R3 : R2);
        long[] shape =
        [
            SizeOf(outputs), SizeOf(inputs), modes.HasFlag(ChainModes.Rows) ? ring.Shape.Height : 1, modes.HasFlag(ChainModes.Columns) ? ring.Shape.Width : 1,
        ];
        int[] cores = [.. s_fromLast.Where(core => modes.HasFlag(s_cores[core].Mode))];
        if (cores.Length == 1)
        {
            return Store(cores[0], shape).Name;
        }

        // The axes that no core of the stage has are the first one's, of size 1.
        string absent = (modes.HasFlag(ChainModes.Rows) ? "" : "i") + (modes.HasFlag(ChainModes.Columns) ? "" : "j");
        string kernel = $"{outputs}{inputs}ij";
        KernelFactor[] factors = [.. cores.Select((core, index) => Factor(core, index == 0 ? absent : ""))];
        string hint = $"{weight}/{name}";
        return _nodes.Reshape(hint, KernelContraction.Add(_nodes, hint, kernel, factors), shape).Name;
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

    // Two ranks as one axis; where one of them is 1 the other alone, which has not to be reshaped.
    private string Wide(string branches, char rank) => branches.Length == 0 || SizeOf(branches) == 1 ? $"{rank}" : SizeOf($"{rank}") == 1 ? branches : $"{branches}{rank}";

    private long SizeOf(string labels) => labels.Aggregate(1L, (product, label) => product * label switch
    {
        't' => ring.Shape.OutputChannels,
        'c' => ring.Shape.InputChannels,
        'i' => ring.Shape.Height,
        'j' => ring.Shape.Width,
        R0 => ring.Ranks.R0,
        R1 => ring.Ranks.R1,
        R2 => ring.Ranks.R2,
        _ => ring.Ranks.R3,
    });

    private KernelFactor Factor(int core, string absent)
    {
        string labels = s_cores[core].Labels;
        return new KernelFactor(labels + absent, Store(core, [.. labels.Select(label => SizeOf($"{label}")), .. Enumerable.Repeat(1L, absent.Length)]));
    }

    // Named by its place in the ring, G1 to G4.
    private FoldedValue Store(int mode, long[] shape)
    {
        float[] values = CoreOrder.Write(ring.Cores[mode], StoredOrder(mode));
        return new FoldedValue(InitializerPlacement.Add(graph, $"{weight}/G{mode + 1}", shape, values), shape);
    }
}
