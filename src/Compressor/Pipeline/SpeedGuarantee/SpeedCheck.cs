using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>
/// Holds the compressed network against the original's speed. Where it is slower, the layers whose chains cost most time run dense, from the
/// same stored numbers, and it is measured again: until it is not slower, or all layers run dense that the limits allow to.
/// </summary>
internal sealed class SpeedCheck
{
    // Two times as few layers fall back as should do, then all: each measurement takes time, and all dense is what the original is.
    private const int MostRounds = 3;

    // A measurement that other load disturbed is made again, once.
    private const int MostMeasurements = 2 * (MostRounds + 1);

    private readonly SpeedRequest _request;
    private readonly LayerDecision[] _decisions;
    private readonly bool[] _fellBack;
    private readonly bool[] _held;
    private readonly SortedSet<LimitKind> _holding = [];
    private readonly CancellationToken _cancellation;
    private double?[]? _gains;
    private int _measured;

    private SpeedCheck(SpeedRequest request, IReadOnlyList<LayerDecision> decisions, CancellationToken cancellation)
    {
        _request = request;
        _decisions = [.. decisions];
        _fellBack = new bool[decisions.Count];
        _held = new bool[decisions.Count];
        _cancellation = cancellation;
    }

    /// <summary>Checks a plan, and changes how its layers run where it must.</summary>
    /// <param name="request">What it is held against.</param>
    /// <param name="decisions">The plan's decisions.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static GuaranteedPlan Run(SpeedRequest request, IReadOnlyList<LayerDecision> decisions, CancellationToken cancellation) =>
        new SpeedCheck(request, decisions, cancellation).Run();

    private GuaranteedPlan Run()
    {
        OnnxModel model = _request.Assembly.Rewrite(_decisions, _cancellation);
        PairedLatency before = Measure(model);
        PairedLatency now = before;
        for (int round = 1; SpeedRule.IsSlower(now) && FallBack(round, now); round++)
        {
            model = _request.Assembly.Rewrite(_decisions, _cancellation);
            now = Measure(model);
        }

        _request.Progress?.Invoke(MostMeasurements, MostMeasurements);
        // With all layers dense the two are the same network: what is left is the measurement's.
        bool isSlower = SpeedRule.IsSlower(now) && (Array.Exists(_held, held => held) || SpeedRule.IsFarSlower(now));
        return new GuaranteedPlan(_decisions, model, new SpeedGuaranteeReport
        {
            Outcome = isSlower ? SpeedOutcome.Slower : Array.Exists(_fellBack, fell => fell) ? SpeedOutcome.FellBack : SpeedOutcome.NotSlower,
            Threads = _request.Threads,
            Margin = SpeedRule.Margin,
            Before = SpeedFigures.Of(before),
            After = SpeedFigures.Of(now),
            FellBack = NamesOf(_fellBack),
            HeldByLimits = NamesOf(_held),
        })
        {
            Holding = [.. _holding],
        };
    }

    private PairedLatency Measure(OnnxModel model)
    {
        PairedLatency latency = MeasureOnce(model);
        return latency.Void ? MeasureOnce(model) : latency;
    }

    private PairedLatency MeasureOnce(OnnxModel model)
    {
        PairedLatency latency = _request.Measurement.Compare(model, _request.Original, _request.Time / (MostMeasurements + 1), _cancellation);
        _request.Progress?.Invoke(++_measured, MostMeasurements);
        return latency;
    }

    // Whether a layer fell back.
    private bool FallBack(int round, PairedLatency now)
    {
        _gains ??= LayerGains.Of(_request, _decisions, _request.Time / (MostMeasurements + 1), _cancellation);
        // The worst first; of those that nothing is known of, nothing is expected.
        int[] open = [.. Enumerable.Range(0, _decisions.Length).Where(IsOpen).OrderBy(Gain)];
        bool takesAll = round >= MostRounds || open.Length == 0 || Gain(open[0]) >= 0;
        double missing = now.SubjectMs - now.AgainstMs;
        bool changed = false;
        foreach (int layer in open)
        {
            bool isEnough = !takesAll && changed && (missing <= 0 || Gain(layer) >= 0);
            if (isEnough)
            {
                break;
            }

            if (TryFallBack(layer, now.Void))
            {
                changed = true;
                missing += Gain(layer);
            }
        }

        return changed;

        double Gain(int layer) => _gains[layer] ?? 0;
    }

    private bool IsOpen(int layer) => !_held[layer] && _decisions[layer].Factors is { RunsDense: false };

    private bool TryFallBack(int layer, bool isVoid)
    {
        LayerDecision chain = _decisions[layer];
        _decisions[layer] = chain with { Factors = chain.Factors!.ToDense() };
        if (_request.Forbids(_decisions, isVoid) is not { } limit)
        {
            _fellBack[layer] = true;
            return true;
        }

        _decisions[layer] = chain;
        _held[layer] = true;
        _holding.Add(limit);
        return false;
    }

    private string[] NamesOf(bool[] which) => [.. _decisions.Where((_, layer) => which[layer]).Select(decision => decision.Layer.Name)];
}
