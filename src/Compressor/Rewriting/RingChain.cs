using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// A ring as the chain of DESIGN section 3: 1x1 C to R1 R2; kh x 1 R2 to R3 once per r1; 1 x kw R3 to R0 once per r1; 1x1
/// R1 R0 to T. The branches r1 are the groups of the spatial stages. All branches have the same kernels: those are stored
/// once and repeated by a node over initializers, which ONNX Runtime computes when it loads the model.
/// </summary>
internal static class RingChain
{
    /// <summary>Stores the cores and says which stages run over them.</summary>
    public static ChainStage[] Store(OnnxGraph graph, NodeProto firstNode, string weight, RingFactors factors)
    {
        (RingRanks ranks, KernelShape shape) = (factors.Ring.Ranks, factors.Shape);
        IReadOnlyList<RingCore> cores = factors.Ring.Cores;

        string input = AddInitializer(graph, $"{weight}/G2", [ranks.R1 * ranks.R2, shape.InputChannels, 1, 1], (q, c, _, _) =>
            cores[1][q / ranks.R2, c, q % ranks.R2]);
        string rows = AddInitializer(graph, $"{weight}/G3", [ranks.R3, ranks.R2, shape.Height, 1], (q, p, i, _) =>
            cores[2][p, i, q]);
        string columns = AddInitializer(graph, $"{weight}/G4", [ranks.R0, ranks.R3, 1, shape.Width], (q, p, _, j) =>
            cores[3][p, j, q]);
        string output = AddInitializer(graph, $"{weight}/G1", [shape.OutputChannels, ranks.R1 * ranks.R0, 1, 1], (t, q, _, _) =>
            cores[0][q % ranks.R0, t, q / ranks.R0]);

        rows = Repeat(graph, firstNode, rows, ranks.R1);
        columns = Repeat(graph, firstNode, columns, ranks.R1);
        return
        [
            new ChainStage("c", input, 1, 1, 1, TakesRows: false, TakesColumns: false),
            new ChainStage("i", rows, shape.Height, 1, ranks.R1, TakesRows: true, TakesColumns: false),
            new ChainStage("j", columns, 1, shape.Width, ranks.R1, TakesRows: false, TakesColumns: true),
            new ChainStage("t", output, 1, 1, 1, TakesRows: false, TakesColumns: false),
        ];
    }

    private static string AddInitializer(OnnxGraph graph, string hint, int[] sizes, Func<int, int, int, int, double> element)
    {
        float[] values = new float[checked(sizes[0] * sizes[1] * sizes[2] * sizes[3])];
        int index = 0;
        for (int a = 0; a < sizes[0]; a++)
        {
            for (int b = 0; b < sizes[1]; b++)
            {
                for (int c = 0; c < sizes[2]; c++)
                {
                    for (int d = 0; d < sizes[3]; d++)
                    {
                        values[index++] = (float)element(a, b, c, d);
                    }
                }
            }
        }

        return InitializerPlacement.Add(graph, hint, [.. sizes.Select(size => (long)size)], values);
    }

    // Concat, because it is the same in every operator set since the first, and needs no further tensor.
    private static string Repeat(OnnxGraph graph, NodeProto firstNode, string kernel, int count)
    {
        if (count == 1)
        {
            return kernel;
        }

        string repeated = graph.UniqueName($"{kernel}/repeated");
        graph.InsertBefore(firstNode, NodeBuilder.Node(
            "Concat", repeated, Enumerable.Repeat(kernel, count), [repeated], NodeBuilder.Int("axis", 0)));
        return repeated;
    }
}
