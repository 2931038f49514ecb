using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training;

/// <summary>How a run ended.</summary>
/// <param name="Best">The best network; null where none was better than the one that the run began with.</param>
/// <param name="BestEpoch">Its epoch, from 1; 0 for the network that the run began with.</param>
/// <param name="Before">The network that the run began with.</param>
/// <param name="Epochs">The epochs that were finished.</param>
/// <param name="HasStoppedEarly">Whether the run ended because there was no gain for too long.</param>
/// <param name="WasCancelled">Whether the run was cancelled.</param>
/// <param name="Failure">The error that ended it behind an epoch that was better than the beginning; null where none did.</param>
internal sealed record TrainingOutcome(
    OnnxModel? Best, int BestEpoch, HeldOutFigures Before, IReadOnlyList<EpochFigures> Epochs, bool HasStoppedEarly, bool WasCancelled, RsdtrException? Failure = null)
{
    /// <summary>The figures of the best network.</summary>
    public HeldOutFigures After => BestEpoch == 0 ? Before : Epochs[BestEpoch - 1].HeldOut;
}
