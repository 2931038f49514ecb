namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>Which of the trained numbers a network is given.</summary>
internal enum TrainedWeights
{
    /// <summary>Those after the last step.</summary>
    Last,

    /// <summary>Their exponential moving average over the steps.</summary>
    Average,
}
