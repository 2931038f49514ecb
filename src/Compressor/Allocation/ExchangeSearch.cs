using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>Improves choices within the limits: one layer, or one layer for better and another for worse.</summary>
internal sealed class ExchangeSearch
{
    private const int Passes = 60;

    private readonly IReadOnlyList<IReadOnlyList<LayerCandidate>> _layers;
    private readonly AllocationLimits _limits;
    private readonly long _mostPairs;
    private long _pairs;

    /// <summary>Prepares searches.</summary>
    /// <param name="layers">Each layer's candidates.</param>
    /// <param name="limits">What all layers together may use.</param>
    /// <param name="mostPairs">How many pairs all searches together may look at.</param>
    public ExchangeSearch(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers, AllocationLimits limits, long mostPairs)
    {
        _layers = layers;
        _limits = limits;
        _mostPairs = mostPairs;
    }

    /// <summary>The choice with exchanges as long as the loss falls.</summary>
    /// <param name="start">A choice within the limits; it stays as it is.</param>
    public int[] Improve(int[] start)
    {
        int[] choices = (int[])start.Clone();
        for (int pass = 0; pass < Passes && _pairs < _mostPairs; pass++)
        {
            (_, long parameters, long macs, long time) = Total(choices);
            (double Gain, int Layer1, int Index1, int Layer2, int Index2) best = (1e-15, -1, 0, -1, 0);
            for (int first = 0; first < choices.Length && _pairs < _mostPairs; first++)
            {
                LayerCandidate now = _layers[first][choices[first]];
                for (int index = 0; index < _layers[first].Count; index++)
                {
                    LayerCandidate changed = _layers[first][index];
                    double gain = now.Loss - changed.Loss;
                    if (gain <= best.Gain)
                    {
                        continue;
                    }

                    long p = parameters - now.Parameters + changed.Parameters;
                    long m = macs - (now.Macs ?? 0) + (changed.Macs ?? 0);
                    long t = time - now.Nanoseconds + changed.Nanoseconds;
                    if (_limits.Allow(p, m, t))
                    {
                        best = (gain, first, index, -1, 0);
                    }
                    else
                    {
                        FindCounterpart(choices, first, gain, p, m, t, index, ref best);
                    }
                }
            }

            if (best.Layer1 < 0)
            {
                break;
            }

            choices[best.Layer1] = best.Index1;
            if (best.Layer2 >= 0)
            {
                choices[best.Layer2] = best.Index2;
            }
        }

        return choices;
    }

    /// <summary>What a choice loses and uses.</summary>
    public (double Loss, long Parameters, long Macs, long Time) Total(int[] choices)
    {
        double loss = 0;
        long parameters = 0;
        long macs = 0;
        long time = 0;
        for (int layer = 0; layer < choices.Length; layer++)
        {
            LayerCandidate candidate = _layers[layer][choices[layer]];
            loss += candidate.Loss;
            parameters = checked(parameters + candidate.Parameters);
            macs = checked(macs + (candidate.Macs ?? 0));
            time = checked(time + candidate.Nanoseconds);
        }

        return (loss, parameters, macs, time);
    }

    private void FindCounterpart(
        int[] choices, int first, double gain, long parameters, long macs, long time, int index,
        ref (double Gain, int Layer1, int Index1, int Layer2, int Index2) best)
    {
        for (int second = 0; second < choices.Length; second++)
        {
            if (second == first)
            {
                continue;
            }

            LayerCandidate now = _layers[second][choices[second]];
            _pairs += _layers[second].Count;
            for (int other = 0; other < _layers[second].Count; other++)
            {
                LayerCandidate changed = _layers[second][other];
                double total = gain + now.Loss - changed.Loss;
                if (total > best.Gain
                    && _limits.Allow(
                        parameters - now.Parameters + changed.Parameters, macs - (now.Macs ?? 0) + (changed.Macs ?? 0), time - now.Nanoseconds + changed.Nanoseconds))
                {
                    best = (total, first, index, second, other);
                }
            }
        }
    }
}
