namespace RsdtrEdge.Compressor.Training;

/// <summary>How far fine-tuning is.</summary>
/// <param name="Phase">The step.</param>
/// <param name="Done">How many of its parts are done; of training, those of all epochs together.</param>
/// <param name="Total">How many parts it has.</param>
public sealed record FineTuningProgress(FineTuningPhase Phase, long Done, long Total)
{
    /// <summary>The epoch, from 1; 0 before the first.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs of the run.</summary>
    public int Epochs { get; init; }

    /// <summary>The mean loss of the epoch so far; null before its first step.</summary>
    public double? Loss { get; init; }

    /// <summary>Images trained with a second in the epoch so far; null before its first step.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The time that the rest of the run takes if it goes on as it did; null where nothing is known yet.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The network that the run began with, when it was judged.</summary>
    public HeldOutFigures? Before { get; init; }

    /// <summary>The epoch that was just finished.</summary>
    public EpochFigures? Finished { get; init; }
}
