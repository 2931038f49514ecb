using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// One run of a training step as ONNX operators, standard but for some gradients (<see cref="OwnOperators"/>): a part of the batch forward, its share of the loss, and backward to the gradient. The loss is a sum over images divided by the
/// images of the whole step, so that losses and gradients of parts add up to those of the batch.
/// </summary>
/// <param name="Model">The graph. Its images have the network's input name.</param>
/// <param name="Layout">Where each weight lies in the vectors.</param>
/// <param name="NotTrained">Weights of which the source has no float32 tensor of their own, or that the loss does not change with; they stay.</param>
/// <param name="Parameters">The input that takes all that is trained, [P].</param>
/// <param name="Labels">The input that takes a distribution over the classes for each image, [images, classes]; null where the loss has none.</param>
/// <param name="TeacherInputs">The inputs that take the teacher's values, by the values' names in the teacher.</param>
/// <param name="GradientSoFar">The input to which the gradient is added, [P]; null where it is not.</param>
/// <param name="Statistics">The means and variances that follow the images; null where there are none.</param>
/// <param name="Loss">The output with the loss, a scalar.</param>
/// <param name="Gradient">The output with the gradient, [P].</param>
internal sealed record StepGraph(
    OnnxModel Model, ParameterLayout Layout, IReadOnlyList<string> NotTrained, string Parameters, string? Labels,
    IReadOnlyDictionary<string, string> TeacherInputs, string? GradientSoFar, StepStatistics? Statistics, string Loss, string Gradient)
{
    /// <summary>Makes the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="targets">What its loss is computed from.</param>
    /// <param name="settings">The weights of the loss's parts.</param>
    /// <param name="plan">The images of a run and of a step.</param>
    /// <param name="normalization">By which statistics BatchNormalization nodes normalize.</param>
    /// <exception cref="RsdtrException">A node has no derivative (RSDTR1201); nothing can be trained, or nothing normalizes by batches (RSDTR1202).</exception>
    public static StepGraph Of(
        TrainingNetwork network, LossTargets targets, LossSettings settings, ShardPlan plan,
        NormalizationStatistics normalization = NormalizationStatistics.Stored)
    {
        WeightTensor[] trained = [.. WeightTensors.Find(network.Model.Graph, targets.Values).Where(weight => ParameterLayout.IsStored(network.Source, weight.Tensor))];
        while (trained.Length > 0)
        {
            StepGraphBuilder builder = new(network, ParameterLayout.Of(trained), targets, plan, normalization);
            builder.AddLoss(settings);
            GradientGraph gradients = builder.Differentiate();
            Dictionary<string, BlockedPath> constant = Unreached(network, gradients);
            if (constant.Count == 0)
            {
                return builder.Finish(gradients, [.. WeightTensors.Names(network.Model.Graph).Except(trained.Select(weight => weight.Tensor.Name))]);
            }

            trained = [.. trained.Where(weight => !constant.ContainsKey(weight.Tensor.Name))];
        }

        throw new RsdtrException(
            TrainingDiagnostics.NotTrainable, "The network has no float32 weight that its loss depends on: there is nothing to train.", network.Source.SourcePath);
    }

    // Weights that the loss does not change with. A node that hides how it changes is an error: the rest would be trained as if it were not there.
    private static Dictionary<string, BlockedPath> Unreached(TrainingNetwork network, GradientGraph gradients)
    {
        foreach ((string weight, BlockedPath blocked) in gradients.Incomplete.Concat(gradients.Unreached))
        {
            if (blocked.Node is not null)
            {
                throw new RsdtrException(
                    TrainingDiagnostics.NotDifferentiable,
                    $"{blocked}, so that '{weight}' cannot be trained: export the network without it, for example without post-processing behind the scores.",
                    network.Source.SourcePath);
            }
        }

        return new Dictionary<string, BlockedPath>(gradients.Unreached, StringComparer.Ordinal);
    }
}
