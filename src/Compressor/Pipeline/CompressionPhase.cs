namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>The steps of a compression, for progress.</summary>
public enum CompressionPhase
{
    /// <summary>Reading the model and the calibration data; its parts are images.</summary>
    Load,

    /// <summary>Running the original on the calibration data, where there is such; its parts are images.</summary>
    Calibrate,

    /// <summary>Finding the ways to run each layer and what each loses; its parts are layers, once or several times.</summary>
    Candidates,

    /// <summary>Choosing one for each layer.</summary>
    Allocate,

    /// <summary>Computing the chosen factors and fitting them; its parts are layers.</summary>
    Fit,

    /// <summary>Timing the result beside the original, where it was asked for; its parts are measurements, as many as there are at most.</summary>
    Measure,

    /// <summary>Training the rewritten network, where it was asked for; its parts are steps.</summary>
    FineTune,

    /// <summary>Rewriting the graph and running original and result in ONNX Runtime; its parts are inputs.</summary>
    Verify,
}
