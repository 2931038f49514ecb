using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>Limits as messages name them: by key and file, or by the option that gave them.</summary>
internal static class LimitName
{
    /// <summary>The limits on counts, in the order of messages.</summary>
    public static readonly LimitKind[] Counts = [LimitKind.Parameters, LimitKind.Flops, LimitKind.ModelBytes, LimitKind.PeakActivationBytes];

    /// <summary>The name of a limit.</summary>
    public static string Of(ResolvedLimits limits, LimitKind kind) => limits.Budget.Limits.IsFromFile(kind)
        ? $"limits.{Key(kind)} in {limits.Budget.SourcePath}"
        : Option(kind);

    /// <summary>Where a limit is to be raised: as <see cref="Of"/>, but nobody is sent to edit a budget that came with the program.</summary>
    public static string ToRaise(ResolvedLimits limits, LimitKind kind) =>
        limits.Budget.Limits.IsFromFile(kind) && limits.Budget.SourcePath is { } file && DeviceCatalog.IsBuiltIn(file)
            ? $"limits.{Key(kind)} in a copy of {Path.GetFileName(file)} in the project's folder {DeviceCatalog.ProjectFolder}"
            : Of(limits, kind);

    /// <summary>The key of a limit in a budget file.</summary>
    public static string Key(LimitKind kind) => kind switch
    {
        LimitKind.Parameters => "parameters",
        LimitKind.Flops => "flops",
        LimitKind.ModelBytes => "modelBytes",
        LimitKind.PeakActivationBytes => "peakActivationBytes",
        LimitKind.MaxOutputError => "maxOutputError",
        LimitKind.MinAgreement => "minAgreement",
        LimitKind.LatencyMs => "latencyMs",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    // Other limits are no options: they come from a file, or from a program.
    private static string Option(LimitKind kind) => kind switch
    {
        LimitKind.Parameters => "--max-parameters (item metadata MaxParameters)",
        LimitKind.Flops => "--max-flops (item metadata MaxFlops)",
        LimitKind.LatencyMs => "--max-latency (item metadata MaxLatency)",
        _ => $"limits.{Key(kind)}",
    };
}
