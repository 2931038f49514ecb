using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What an epoch has come to so far.</summary>
/// <param name="Steps">Steps that changed something.</param>
/// <param name="Skipped">Steps that were not finite.</param>
/// <param name="SkippedInARow">How many of them were the last ones; carried over from epoch to epoch.</param>
/// <param name="Loss">The sum of the losses.</param>
/// <param name="GradientNorm">The sum of the gradients' norms.</param>
/// <param name="Seconds">The time that the steps took.</param>
internal sealed record EpochSums(int Steps, int Skipped, int SkippedInARow, double Loss, double GradientNorm, double Seconds)
{
    /// <summary>The sums before the first step.</summary>
    public static EpochSums Empty { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The sums before the first step of the next epoch.</summary>
    public EpochSums ForNextEpoch() => Empty with { SkippedInARow = SkippedInARow };

    /// <summary>The sums with one more step.</summary>
    public EpochSums With(in StepResult step, double seconds) => step.IsFinite
        ? new(Steps + 1, Skipped, 0, Loss + step.Loss, GradientNorm + step.GradientNorm, Seconds + seconds)
        : this with { Skipped = Skipped + 1, SkippedInARow = SkippedInARow + 1, Seconds = Seconds + seconds };
}
