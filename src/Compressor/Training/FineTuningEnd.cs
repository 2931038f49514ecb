namespace RsdtrEdge.Compressor.Training;

/// <summary>How fine-tuning ended.</summary>
public enum FineTuningEnd
{
    /// <summary>All epochs were run.</summary>
    Finished,

    /// <summary>There was no gain for too many epochs.</summary>
    StoppedEarly,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>An error ended it behind an epoch that was better than the beginning.</summary>
    Failed,

    /// <summary>It was a part of a compression, and what it gave breaches a limit on outputs that the compressed network meets.</summary>
    NotTaken,
}
