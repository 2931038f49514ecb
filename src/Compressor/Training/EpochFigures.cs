namespace RsdtrEdge.Compressor.Training;

/// <summary>What became of one epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Steps">Steps that changed something.</param>
/// <param name="Skipped">Steps that changed nothing, because their loss or gradient was not finite.</param>
/// <param name="Loss">The mean loss of the steps; null where all were skipped.</param>
/// <param name="GradientNorm">The mean norm of the gradient before clipping; null likewise.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="HeldOut">The network behind the epoch.</param>
/// <param name="IsBest">Whether it is the best so far, the network that training began with included.</param>
/// <param name="ImagesPerSecond">Images trained with a second, without judging.</param>
/// <param name="Seconds">What the steps of the epoch took.</param>
public sealed record EpochFigures(
    int Epoch, int Steps, int Skipped, double? Loss, double? GradientNorm, double LearningRate, HeldOutFigures HeldOut, bool IsBest,
    double ImagesPerSecond, double Seconds);
