namespace RsdtrEdge.Compressor.Training;

/// <summary>The steps of fine-tuning, for progress.</summary>
public enum FineTuningPhase
{
    /// <summary>Reading the images; its parts are images.</summary>
    Load,

    /// <summary>Making the graph of the step, and judging the network as it is.</summary>
    Prepare,

    /// <summary>Training; its parts are steps.</summary>
    Train,

    /// <summary>Judging the network behind an epoch.</summary>
    Judge,

    /// <summary>Running the result in ONNX Runtime once more.</summary>
    Verify,
}
