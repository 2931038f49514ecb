namespace RsdtrEdge.Compressor.Reports;

/// <summary>The time that the network is expected to take on the machine it is for. A prediction of the median, not a measurement.</summary>
/// <param name="BeforeMs">The original's milliseconds for one image.</param>
/// <param name="AfterMs">The result's.</param>
/// <param name="Source">What the times come from, such as "profile pi4.profile.json, 4 threads".</param>
/// <param name="IsEstimate">Whether nothing was measured on the machine: then the times say which of two is faster, and little more.</param>
/// <param name="Threads">The threads of a run that the times are for.</param>
/// <param name="PredictionError">The median relative error of the profile's predictions of stages that it does not hold; null where it is not known.</param>
public sealed record LatencyReport(double BeforeMs, double AfterMs, string Source, bool IsEstimate, int Threads, double? PredictionError)
{
    /// <summary>The threads that were asked for, where the profile has no times with as many: those with the nearest number are taken.</summary>
    public required int AskedThreads { get; init; }

    /// <summary>Whether <see cref="BeforeMs"/> rests on a measurement of the whole network: then <see cref="AfterMs"/> is as much, with what changes by the layers.</summary>
    public bool IsNetworkTimed { get; init; }

    /// <summary>The machine that the profile was measured on; null for an estimate.</summary>
    public string? Board { get; init; }

    /// <summary>The ONNX Runtime that it was measured with; null for an estimate.</summary>
    public string? OnnxRuntime { get; init; }
}
