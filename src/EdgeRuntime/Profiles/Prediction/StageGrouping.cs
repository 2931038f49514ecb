namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>How a stage's channels meet: runtimes have kernels of their own for each.</summary>
internal enum StageGrouping
{
    /// <summary>Every output channel reads every input channel.</summary>
    Dense,

    /// <summary>Several groups of several channels.</summary>
    Grouped,

    /// <summary>A group for each channel.</summary>
    Depthwise,
}
