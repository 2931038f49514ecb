using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>A free chain: each stage that runs is one convolution over one stored kernel, or over several that are multiplied when the model is loaded.</summary>
internal static class StageChain
{
    /// <summary>Stores the stages' kernels and says which stages run over them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstNode">The first convolution that reads the weight: nodes over initializers go before it.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The chain and its plan.</param>
    public static ChainStage[] Store(OnnxGraph graph, NodeProto firstNode, string weight, ChainFactors factors)
    {
        ChainPlan plan = factors.Execution;
        ChainLayout running = plan.Running;
        ChainStage[] stages = new ChainStage[running.StageCount];
        for (int stage = 0; stage < stages.Length; stage++)
        {
            (int First, int Last) range = plan.Range(stage);
            string kernel = range.First == range.Last
                ? Store(graph, weight, factors, range.First)
                : new MergedStage(graph, firstNode, weight, factors, range).Add();
            stages[stage] = ChainStage.Of(running, stage, factors.Shape, kernel, group: 1) with { Suffix = plan.TextOf(stage).ToLowerInvariant() };
        }

        return stages;
    }

    private static string Store(OnnxGraph graph, string weight, ChainFactors factors, int stage)
    {
        StageSize size = factors.SizeOf(stage);
        return InitializerPlacement.Add(
            graph, $"{weight}/{factors.Layout.TextOf(stage)}",
            [size.Outputs, size.Inputs, size.Height, size.Width], Array.ConvertAll(factors.Stages[stage], number => (float)number));
    }
}
