using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training.Checkpoints;

/// <summary>All that a run needs to go on to the same bits.</summary>
/// <param name="State">What training has changed.</param>
/// <param name="Epoch">Epochs that are finished.</param>
/// <param name="Batch">Batches of the next epoch that are done; all of them where only its judgement is missing.</param>
/// <param name="Sums">What that epoch has come to.</param>
/// <param name="Before">The figures of the network that the run began with.</param>
/// <param name="History">The finished epochs.</param>
/// <param name="BestEpoch">The best epoch, from 1; 0 where none was better than the beginning.</param>
/// <param name="Best">Its network; null likewise.</param>
internal sealed record TrainingCheckpoint(
    TrainingState State, int Epoch, int Batch, EpochSums Sums, HeldOutFigures Before, IReadOnlyList<EpochFigures> History, int BestEpoch, OnnxModel? Best);
