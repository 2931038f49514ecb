using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>What the chain of each factorized layer saves beside the layer as it was, in milliseconds of a run; below 0 it costs time.</summary>
internal static class LayerGains
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(50);

    /// <summary>The gains of layers that do not run dense: each is timed alone, its chain and itself in turns.</summary>
    /// <param name="request">What is known and how to measure.</param>
    /// <param name="decisions">The decisions.</param>
    /// <param name="time">For all layers together.</param>
    /// <param name="cancellation">Stops the measurements.</param>
    /// <returns>One figure for each decision; null where there is nothing to tell: no chain, sizes that are not known, or a layer that ONNX Runtime does not run alone.</returns>
    public static double?[] Of(SpeedRequest request, IReadOnlyList<LayerDecision> decisions, TimeSpan time, CancellationToken cancellation)
    {
        double?[] gains = new double?[decisions.Count];
        int chains = decisions.Count(decision => decision.Factors is { RunsDense: false });
        for (int index = 0; index < gains.Length; index++)
        {
            if (decisions[index].Factors is { RunsDense: false })
            {
                gains[index] = Measure(request, decisions[index], time / chains, cancellation);
            }
        }

        return gains;
    }

    private static double? Measure(SpeedRequest request, LayerDecision decision, TimeSpan time, CancellationToken cancellation)
    {
        if (decision.Layer.Sizes is not { } sizes)
        {
            return null;
        }

        double gain = 0;
        try
        {
            for (int node = 0; node < sizes.Count; node++)
            {
                OnnxModel dense = LayerNetwork.Of(request.Original, decision.Layer, node);
                OnnxModel chain = dense.Clone();
                ConvolutionRewriter.Rewrite(chain.Graph, LayerNetwork.Weight, decision.Factors!);
                TimeSpan share = time / sizes.Count;
                PairedLatency latency = request.Measurement.Compare(chain, dense, share < s_leastTime ? s_leastTime : share, cancellation);
                gain += latency.AgainstMs - latency.SubjectMs;
            }
        }
        catch (RsdtrException)
        {
            // The figure only says which layer falls back first: a compression goes on without it.
            return null;
        }

        return gain;
    }
}
