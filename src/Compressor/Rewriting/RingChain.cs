using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// A ring as the chain of DESIGN section 3, cut into the stages of its execution plan. The stage with C gives the channels of all
/// branches r1; stages that hold neither C nor T work within the branches, which are their groups; the stage with T sums over
/// them. All branches have the same kernels in between: those are repeated by a node over initializers.
/// </summary>
internal static class RingChain
{
    /// <summary>Stores the cores, each once, and says which stages run over them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstNode">The first convolution that reads the weight: nodes over initializers go before it.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The ring and its plan.</param>
    public static ChainStage[] Store(OnnxGraph graph, NodeProto firstNode, string weight, RingFactors factors)
    {
        RingStageKernels kernels = new(graph, firstNode, weight, factors.Ring);
        ChainLayout layout = ChainLayout.Of(factors.Cuts);
        ChainStage[] stages = new ChainStage[layout.StageCount];
        for (int stage = 0; stage < stages.Length; stage++)
        {
            ChainModes modes = layout.ModesOf(stage);
            bool isWithinBranches = (modes & (ChainModes.Channels | ChainModes.Outputs)) == 0;
            int group = isWithinBranches ? factors.Ring.Ranks.R1 : 1;
            string kernel = kernels.Repeat(kernels.Add(modes, layout.TextOf(stage)), group);
            stages[stage] = ChainStage.Of(layout, stage, factors.Shape, kernel, group);
        }

        return stages;
    }
}
