using RsdtrEdge.Compressor.Latency;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>The time that a network is expected to take on the machine it is for: of the median of a run with one image.</summary>
/// <param name="Milliseconds">The time.</param>
/// <param name="Source">What it comes from, such as "profile pi4.profile.json, 4 threads".</param>
/// <param name="IsEstimate">Whether nothing was measured on the machine.</param>
/// <param name="IsNetworkTimed">Whether the network, or the one that it was compressed from, was timed there as a whole.</param>
public sealed record PredictedLatency(double Milliseconds, string Source, bool IsEstimate, bool IsNetworkTimed = false)
{
    /// <summary>The threads of a run that were asked for, where the profile has no times with as many: those with the nearest number were taken. Null: it has.</summary>
    public int? MissingThreads { get; init; }

    /// <summary>Whether something speaks against the profile (RSDTR2113), so that a limit is not held against the time.</summary>
    public bool IsInDoubt { get; init; }

    /// <summary>A time by what is known of a machine.</summary>
    /// <param name="milliseconds">The time.</param>
    /// <param name="machine">What is known.</param>
    /// <param name="isNetworkTimed">Whether the network was timed there as a whole.</param>
    internal static PredictedLatency Of(double milliseconds, MachineTimes machine, bool isNetworkTimed) =>
        new(milliseconds, machine.Model.Source, machine.Model.IsEstimate, isNetworkTimed)
        {
            MissingThreads = machine.HasAskedThreads ? null : machine.AskedThreads,
            IsInDoubt = machine.Doubts.Count > 0,
        };
}
