using System.Collections.Immutable;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>What a profile is to hold.</summary>
public sealed record ProfileOptions
{
    /// <summary>The time for all numbers of threads together, where nothing else is asked for.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(4);

    /// <summary>The stages to time; those whose times are settled in the file are kept.</summary>
    public ImmutableArray<StageShape> Shapes { get; init; } = StageSuite.Shapes;

    /// <summary>The networks to time as wholes besides, each with another rest; those whose times are settled in the file are kept.</summary>
    public ImmutableArray<NetworkOutline> Networks { get; init; } = [];

    /// <summary>The numbers of threads, each 1 or more: one, and one a processor, where nothing else is asked for.</summary>
    public ImmutableArray<int> Threads { get; init; } = [.. new[] { 1, Environment.ProcessorCount }.Distinct()];

    /// <summary>The execution providers to time; none: ONNX Runtime's own processor code.</summary>
    public ImmutableArray<ExecutionProvider> Providers { get; init; } = [];

    /// <summary>About how long to measure, for all numbers of threads together. Each stage is timed once however long that takes.</summary>
    public TimeSpan Time { get; init; } = UsualTime;

    /// <summary>
    /// How far predictions from the times can be trusted (<see cref="ThreadTimings.PredictionError"/>), given the times of one number
    /// of threads whose own figure is null; null where nobody predicts.
    /// </summary>
    public Func<ThreadTimings, double?>? PredictionError { get; init; }

    /// <summary>Told how far the work is; may be null.</summary>
    public IProgress<ProfileProgress>? Progress { get; init; }
}
