using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Chooses the execution plans of rings whose cores are decided already: what is stored stays as it is.</summary>
internal static class FastestPlans
{
    /// <summary>
    /// Gives each ring the plan of the least predicted time that the limits allow, the dense convolution from stored cores among them. The layers with the most
    /// to gain come first. Times that were not timed count with the error to expect on top, as of candidates (<see cref="CandidateTimes"/>).
    /// </summary>
    /// <param name="decisions">The decisions; where the limits forbid them as they are, no plan changes.</param>
    /// <param name="times">The times of the layers.</param>
    /// <param name="allows">Whether the limits allow decisions.</param>
    public static IReadOnlyList<LayerDecision> Choose(
        IReadOnlyList<LayerDecision> decisions, NetworkTimes times, Func<IReadOnlyList<LayerDecision>, bool> allows)
    {
        LayerDecision[] chosen = [.. decisions];
        IEnumerable<(int Layer, (ChainCuts Cuts, double Gain)[] Plans)> layers = Enumerable.Range(0, chosen.Length)
            .Select(layer => (Layer: layer, Plans: FasterPlans(chosen[layer], times.Layers[layer])))
            .Where(one => one.Plans.Length > 0).OrderByDescending(one => one.Plans[0].Gain);
        foreach ((int layer, (ChainCuts Cuts, double)[] plans) in layers.ToArray())
        {
            LayerDecision before = chosen[layer];
            RingFactors ring = (RingFactors)before.Factors!;
            foreach ((ChainCuts cuts, _) in plans)
            {
                chosen[layer] = before with { Factors = ring.WithCuts(cuts) };
                if (allows(chosen))
                {
                    break;
                }

                chosen[layer] = before;
            }
        }

        return chosen;
    }

    /// <summary>The plans that take less time than a ring's own, the fastest first; none of other decisions, and of a layer whose times are not known.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="latency">The times of its layer.</param>
    internal static (ChainCuts Cuts, double Gain)[] FasterPlans(LayerDecision decision, LayerLatency? latency)
    {
        if (decision.Factors is not RingFactors ring || latency is null)
        {
            return [];
        }

        CandidateTimes times = new(latency, IsCautious: true, Weighs: true, ChannelBlock: 1);
        RingRanks ranks = ring.Ring.Ranks;
        double now = times.Of(ranks, ring.Cuts)!.Value;
        return
        [
            .. Enumerable.Range(0, (int)ChainCuts.All + 1).Select(cuts => (Cuts: (ChainCuts)cuts, Gain: now - times.Of(ranks, (ChainCuts)cuts)!.Value))
                .Where(plan => plan.Gain > 0).OrderByDescending(plan => plan.Gain),
        ];
    }
}
