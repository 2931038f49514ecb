namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>
/// Splits timed stages for cross-validation. Stages with the same channels and groups stay together, whatever their kernel and positions:
/// a stage that differs from a held one in nothing that matters would make the error look smaller than it is.
/// </summary>
internal static class StageFolds
{
    /// <summary>The folds: each time a part of the stages is held back, and the rest is there to be fitted. Empty parts are left out.</summary>
    /// <param name="timings">The timed stages.</param>
    /// <param name="count">The parts.</param>
    public static IEnumerable<(IReadOnlyList<StageTiming> Fitted, IReadOnlyList<StageTiming> Held)> Split(IReadOnlyList<StageTiming> timings, int count)
    {
        Dictionary<(int, int, int, int), int> folds = [];
        foreach ((int, int, int, int) group in timings.Select(timing => GroupOf(timing.Shape)).Distinct().Order())
        {
            folds.Add(group, folds.Count % count);
        }

        for (int fold = 0; fold < count; fold++)
        {
            StageTiming[] held = [.. timings.Where(timing => folds[GroupOf(timing.Shape)] == fold)];
            if (held.Length > 0 && held.Length < timings.Count)
            {
                yield return (timings.Where(timing => folds[GroupOf(timing.Shape)] != fold).ToArray(), held);
            }
        }
    }

    /// <summary>What the stages have in common that are held back together.</summary>
    public static (int Kind, int InputChannels, int OutputChannels, int Groups) GroupOf(StageShape shape) =>
        ((int)shape.Kind, shape.InputChannels, shape.OutputChannels, shape.Groups);
}
