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
                : MergedStage.Add(graph, firstNode, weight, factors, range.First, range.Last);
            stages[stage] = ChainStage.Of(running, stage, factors.Shape, kernel, group: 1) with { Suffix = plan.TextOf(stage).ToLowerInvariant() };
        }

        return stages;
    }

    /// <summary>Stores a stage's kernel.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The chain.</param>
    /// <param name="stage">Which stage, from 0.</param>
    /// <param name="shape">Its sizes (outputs, inputs, offsets), those of 1 where they are wanted.</param>
    public static FoldedValue Store(OnnxGraph graph, string weight, ChainFactors factors, int stage, params long[] shape) => new(
        InitializerPlacement.Add(graph, $"{weight}/{factors.Layout.TextOf(stage)}", shape, Array.ConvertAll(factors.Stages[stage], number => (float)number)), shape);

    private static string Store(OnnxGraph graph, string weight, ChainFactors factors, int stage)
    {
        StageSize size = factors.SizeOf(stage);
        return Store(graph, weight, factors, stage, size.Outputs, size.Inputs, size.Height, size.Width).Name;
    }
}
