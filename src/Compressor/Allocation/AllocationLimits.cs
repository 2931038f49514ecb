namespace RsdtrEdge.Compressor.Allocation;

/// <summary>What the layers together may use; null is no limit.</summary>
/// <param name="Parameters">Stored numbers.</param>
/// <param name="Macs">Multiply-accumulate operations for one image.</param>
/// <param name="Nanoseconds">The predicted time of one image.</param>
internal sealed record AllocationLimits(long? Parameters, long? Macs, long? Nanoseconds = null)
{
    /// <summary>Whether totals are inside.</summary>
    public bool Allow(long parameters, long macs, long nanoseconds = 0) =>
        (Parameters is not { } most || parameters <= most) && (Macs is not { } mostMacs || macs <= mostMacs)
        && (Nanoseconds is not { } longest || nanoseconds <= longest);

    /// <summary>How many times the tightest limit is used: 1 or less is inside.</summary>
    public double Load(long parameters, long macs, long nanoseconds = 0) =>
        Math.Max(Math.Max(Share(parameters, Parameters), Share(macs, Macs)), Share(nanoseconds, Nanoseconds));

    private static double Share(long used, long? limit) => limit switch
    {
        null => 0,
        // Nothing may be used, and there is no share of nothing: the excess tells choices apart.
        <= 0 => 1.0 + used - limit.Value,
        { } most => (double)used / most,
    };
}
