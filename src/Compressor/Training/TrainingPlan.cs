using RsdtrEdge.Compressor.Training.Schedules;

namespace RsdtrEdge.Compressor.Training;

/// <summary>How long a run trains, at which rates, and when it ends early.</summary>
internal sealed record TrainingPlan
{
    /// <summary>What helps a training that diverges where its options are those of <c>rsdtr finetune</c>.</summary>
    public const string UsualRemedy = "lower --rate";

    /// <summary>Times that all images are trained with.</summary>
    public required int Epochs { get; init; }

    /// <summary>The learning rate of each step.</summary>
    public required ILearningRateSchedule Rates { get; init; }

    /// <summary>The pull of weights towards zero.</summary>
    public float WeightDecay { get; init; }

    /// <summary>The norm to which longer gradients are shortened; 0: none is.</summary>
    public float ClipNorm { get; init; }

    /// <summary>
    /// The share of the moving average that a step leaves, 0 to 1; 0: the last weights are what is judged and kept. It begins lower, at (1 + t) / (10 + t) behind t steps,
    /// so that the average soon forgets where training began.
    /// </summary>
    public float AverageDecay { get; init; }

    /// <summary>Epochs without gain after which the run ends; 0: it does not end early.</summary>
    public int Patience { get; init; }

    /// <summary>Whether right classes decide which epoch is best.</summary>
    public bool JudgesByLabels { get; init; }

    /// <summary>Steps in a row that may come to no finite numbers.</summary>
    public int MostSkippedInARow { get; init; } = 20;

    /// <summary>What is told to do where the training diverges: who began it may have other options.</summary>
    public string Remedy { get; init; } = UsualRemedy;

    /// <summary>How long the run goes on without a checkpoint within an epoch; there is one behind each epoch.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What may change from step to step.</summary>
    /// <param name="step">The step of the run, from 0.</param>
    public Engine.StepRates RatesAt(long step) =>
        new(Rates.At(step), WeightDecay, ClipNorm, (float)Math.Min(AverageDecay, (1.0 + step) / (10.0 + step)));
}
