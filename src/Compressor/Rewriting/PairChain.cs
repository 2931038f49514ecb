using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>A low-rank pair as two 1x1 convolutions. The first takes the stride, so that the second sees fewer positions.</summary>
internal static class PairChain
{
    /// <summary>Stores the factors and says which stages run over them.</summary>
    public static ChainStage[] Store(OnnxGraph graph, string weight, ChannelPair pair)
    {
        string reduce = Add(graph, $"{weight}/A", pair.Reduce);
        string expand = Add(graph, $"{weight}/B", pair.Expand);
        return
        [
            new ChainStage("c", reduce, 1, 1, 1, TakesRows: true, TakesColumns: true),
            new ChainStage("t", expand, 1, 1, 1, TakesRows: false, TakesColumns: false),
        ];
    }

    private static string Add(OnnxGraph graph, string hint, Matrix matrix) =>
        InitializerPlacement.Add(graph, hint, [matrix.Rows, matrix.Columns, 1, 1], [.. matrix.Data.Select(number => (float)number)]);
}
