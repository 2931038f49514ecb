using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>
/// The arithmetic of one training run: a network, its loss and its optimizer. What is trained changes only by <see cref="Step"/> and
/// <see cref="Restore"/>. Calls must not overlap.
/// </summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>Images a step.</summary>
    int BatchSize { get; }

    /// <summary>The shape of one image: channels, height, width.</summary>
    IReadOnlyList<long> InputShape { get; }

    /// <summary>The weights that stay as they are, by name.</summary>
    IReadOnlyList<string> NotTrained { get; }

    /// <summary>Forward pass, loss, backward pass, clipping of the gradient, update, moving average.</summary>
    /// <param name="batch">The images, and their labels where the loss takes them.</param>
    /// <param name="rates">What the schedules say for this step.</param>
    /// <returns>The loss before the update. Where it or the gradient is not finite nothing was changed, and no step is counted.</returns>
    /// <exception cref="ArgumentException">The batch is not of <see cref="BatchSize"/> images, or has no labels where the loss takes them.</exception>
    /// <exception cref="RsdtrException">A run failed (RSDTR4003).</exception>
    StepResult Step(TrainingBatch batch, in StepRates rates);

    /// <summary>A copy of all that training changes.</summary>
    TrainingState Capture();

    /// <summary>Goes back to a captured state: the steps that follow have the same bits as those that followed the capture.</summary>
    /// <exception cref="ArgumentException">The state is of another network, or of an optimizer that keeps other vectors: one is missing or has another length.</exception>
    void Restore(TrainingState state);

    /// <summary>The network with what was trained in the place of what it had; everything else is byte for byte what it was.</summary>
    /// <param name="weights">Which of the trained numbers.</param>
    OnnxModel Export(TrainedWeights weights);
}
