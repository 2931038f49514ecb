using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>A free chain: each stage is one convolution over one stored kernel.</summary>
internal static class StageChain
{
    /// <summary>Stores the stages' kernels and says which stages run over them.</summary>
    public static ChainStage[] Store(OnnxGraph graph, string weight, ChainFactors factors)
    {
        ChainStage[] stages = new ChainStage[factors.Stages.Count];
        for (int stage = 0; stage < stages.Length; stage++)
        {
            StageSize size = factors.SizeOf(stage);
            string kernel = InitializerPlacement.Add(
                graph, $"{weight}/{factors.Layout.TextOf(stage)}",
                [size.Outputs, size.Inputs, size.Height, size.Width], Array.ConvertAll(factors.Stages[stage], number => (float)number));
            stages[stage] = ChainStage.Of(factors.Layout, stage, factors.Shape, kernel, group: 1);
        }

        return stages;
    }
}
