using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Compressor.Tests.Pipeline.SpeedGuarantee;

/// <summary>A machine on which every layer that runs takes a time of its own and one for each MAC; or that says what it is told to say.</summary>
internal sealed class FakeMeasurement(double nodeMs = 0, double macMs = 0) : IPairedMeasurement
{
    /// <summary>What was compared with what.</summary>
    public List<(OnnxModel Compressed, OnnxModel Original)> Compared { get; } = [];

    /// <summary>Speed-ups to tell, one a comparison, the last one over and over; empty: those of the times.</summary>
    public double[] Speedups { get; init; } = [];

    /// <summary>How many comparisons are void, from the first on.</summary>
    public int VoidCount { get; init; }

    /// <summary>Refuses to run networks of so few nodes; 0 refuses none.</summary>
    public int RefusedNodes { get; init; }

    /// <summary>What the quartiles are away from the median.</summary>
    public double Spread { get; init; } = 0.001;

    public PairedLatency Compare(OnnxModel compressed, OnnxModel original, TimeSpan time, CancellationToken cancellation)
    {
        Assert.True(time > TimeSpan.Zero);
        if (original.Graph.Nodes.Count <= RefusedNodes)
        {
            throw new RsdtrException(ModelDiagnostics.RejectedByRuntime, "refused");
        }

        (double subject, double against) = (Time(compressed), Time(original));
        double speedup = Speedups.Length == 0 ? against / subject : Speedups[Math.Min(Compared.Count, Speedups.Length - 1)];
        Compared.Add((compressed, original));
        return new PairedLatency
        {
            Speedup = speedup,
            SpeedupLow = speedup - Spread,
            SpeedupHigh = speedup + Spread,
            Pairs = 8,
            SubjectMs = subject,
            AgainstMs = against,
            VoidReasons = Compared.Count <= VoidCount ? ["other programs were running"] : [],
        };
    }

    private double Time(OnnxModel model)
    {
        ModelCost cost = ModelCost.Measure(model);
        return (nodeMs * cost.Layers.Count(layer => layer.Macs != 0)) + (macMs * (cost.Macs ?? 0));
    }
}
