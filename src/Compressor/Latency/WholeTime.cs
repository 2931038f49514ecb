namespace RsdtrEdge.Compressor.Latency;

/// <summary>How the time of a whole network follows from that of its stages.</summary>
/// <remarks>
/// As it is, a network that was timed takes what was measured of it. What a compressed one saves or costs in its stages is added to that; but where the stages by
/// themselves took longer than the whole (they were timed at other moments, and with other things around them), what they save is no more than as much
/// of it as it is of their sum. So the time is above 0 and grows with each stage's.
/// </remarks>
/// <param name="RestMicroseconds">What the network took beyond its stages; below 0 where they took longer by themselves.</param>
/// <param name="StageShare">What of their own times the stages took within the network at least: 1 where the rest is 0 or more.</param>
internal readonly record struct WholeTime(double RestMicroseconds, double StageShare)
{
    /// <summary>The sum of the stages: of a network that was not timed as a whole.</summary>
    public static WholeTime Sum => new(0, 1);

    /// <summary>The whole network's time.</summary>
    /// <param name="stages">That of its stages by themselves, together.</param>
    public double Of(double stages) => Math.Max(stages + RestMicroseconds, stages * StageShare);

    /// <summary>What the stages together may take for the whole network to take no more than a time.</summary>
    /// <param name="whole">The whole network's time.</param>
    public double StagesWithin(double whole) => Math.Min(whole - RestMicroseconds, whole / StageShare);
}
