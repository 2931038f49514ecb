using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Engines that train a network by labels alone, with nothing else than what is asked for.</summary>
internal static class LabelledEngine
{
    /// <summary>Creates the engine.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">The images of a step.</param>
    /// <param name="normalization">What BatchNormalization goes by.</param>
    /// <param name="threads">The most threads.</param>
    /// <returns>The engine; the caller disposes of it.</returns>
    public static OrtTrainingEngine Create(OnnxModel network, int batch, NormalizationStatistics normalization, int threads) => OrtTrainingEngine.Create(
        network, null,
        new EngineSettings
        {
            Loss = new LossSettings { LabelWeight = 1, DistillationWeight = 0 },
            Optimizer = new OptimizerSettings(),
            Normalization = normalization,
            BatchSize = batch,
            Threads = threads,
        });
}
