using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Measures a network on data, alone or against the original.</summary>
public static class NetworkEvaluator
{
    /// <summary>Evaluates.</summary>
    /// <param name="network">The network that is judged.</param>
    /// <param name="original">The original; null to judge the network alone.</param>
    /// <param name="data">A folder, archive or array file.</param>
    /// <param name="options">How the data is read.</param>
    /// <param name="threads">Threads of ONNX Runtime; 0 is one for each processor.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <exception cref="RsdtrException">A model is refused (RSDTR1008), the data cannot be used (RSDTR11xx), or without an original there is nothing to measure: no labels (RSDTR1108), labels that are not the network's classes (RSDTR1204), no class scores (RSDTR3002).</exception>
    public static Evaluation Evaluate(
        OnnxModel network, OnnxModel? original, string data, DataSourceOptions options, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        using InferenceSession changed = GivenNetwork.Load(network, threads);
        using InferenceSession? before = original is null ? null : GivenNetwork.Load(original, threads);
        using ImageSequence images = ImageSequence.Open(changed, data, options, threads, cancellation);
        if (before is null && !images.HasLabels)
        {
            throw new RsdtrException(
                DataDiagnostics.NoLabels, "has no labels, so that there is nothing to measure: sort the images into one folder a class (or give a .npz with y), or give the original with --against", data);
        }

        NetworkComparison comparison = NetworkComparison.Run(
            before, changed, images.Inputs, cancellation,
            refuseLabels: before is null ? fault => throw new RsdtrException(TrainingDiagnostics.LabelOutOfRange, fault, data) : null);
        if (before is null && comparison.Changed.Top1 is null)
        {
            throw new RsdtrException(
                ToolDiagnostics.WrongUsage,
                $"There is nothing to measure: labels are of use to a network with {ClassScores.Form}, and this one gives {string.Join("; ", changed.Outputs)}; give the original with --against.", network.SourcePath);
        }

        return new Evaluation(
            images.Inputs.Count, comparison.Changed.Top1, comparison.Changed.Top5, comparison.Original.Top1, comparison.Original.Top5,
            comparison.Agreement, comparison.OutputError, comparison.OutputErrors)
        {
            LabelsIgnored = comparison.LabelFault,
        };
    }
}
