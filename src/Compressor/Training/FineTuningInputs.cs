using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training;

/// <summary>What is refused of a run before its images are read.</summary>
internal static class FineTuningInputs
{
    /// <summary>Refuses a run that neither a teacher nor labels give an aim.</summary>
    /// <exception cref="RsdtrException">There is nothing to train for (RSDTR3002).</exception>
    public static void RequireTarget(FineTuningOptions options, bool hasTeacher)
    {
        if (!hasTeacher && !options.UseLabels)
        {
            throw new RsdtrException(ToolDiagnostics.WrongUsage, "Nothing to train for: give the original with --teacher, or --labels where the images' folders are classes.");
        }

        if (!hasTeacher && (float)options.LabelWeight == 0)
        {
            throw new RsdtrException(ToolDiagnostics.WrongUsage, "Nothing to train for: --label-weight is 0 and there is no --teacher; give a weight above 0, or the original.");
        }
    }

    /// <summary>Refuses a teacher whose outputs have other names: by them it teaches, and the network is judged.</summary>
    /// <param name="model">The teacher; null for none.</param>
    /// <param name="teacher">The same, loaded.</param>
    /// <param name="network">The network that it teaches, loaded.</param>
    /// <exception cref="RsdtrException">They have (RSDTR1203).</exception>
    public static void RequireTeacher(OnnxModel? model, InferenceSession? teacher, InferenceSession network)
    {
        if (teacher is not null && !Names(teacher).SetEquals(Names(network)))
        {
            throw new RsdtrException(
                TrainingDiagnostics.TeacherMismatch,
                $"The outputs of the teacher are {string.Join("; ", teacher.Outputs)}, those of the network {string.Join("; ", network.Outputs)}: give the original of the network that is trained.",
                model?.SourcePath);
        }

        static HashSet<string> Names(InferenceSession session) => [.. session.Outputs.Select(output => output.Name)];
    }

    /// <summary>Refuses a count of held-out images that leaves none to train with; a share is brought into bounds.</summary>
    /// <exception cref="RsdtrException">None is left (RSDTR1109).</exception>
    public static void RequireHeldOut(FineTuningOptions options, DataSource source)
    {
        if (options.HeldOutImages is { } count && source.Count > 1 && count >= source.Count)
        {
            throw new RsdtrException(
                DataDiagnostics.SetTooSmall,
                string.Create(CultureInfo.InvariantCulture, $"holds {source.Count} samples, and --held-out {count} of them leaves none to train with: hold out fewer, or give more"),
                source.Path);
        }
    }

    /// <summary>Refuses outputs that cannot be the class scores that they are said to be.</summary>
    /// <exception cref="RsdtrException">They cannot (RSDTR3002).</exception>
    public static void RequireOutputs(FineTuningOptions options, InferenceSession network)
    {
        if (options.Outputs == OutputKind.Scores)
        {
            RequireScores("--outputs scores", options.Outputs, network);
        }
    }

    /// <summary>Refuses labels that are not there, or are not the network's classes, where they are trained for.</summary>
    /// <exception cref="RsdtrException">There are none (RSDTR1108), they are not its classes (RSDTR1204), or it does not classify (RSDTR3002).</exception>
    public static void RequireLabels(FineTuningOptions options, DataSource source, InferenceSession network)
    {
        if (!options.UseLabels)
        {
            return;
        }

        if (source.Labels is not { } labels)
        {
            throw new RsdtrException(
                DataDiagnostics.NoLabels, "has no labels: sort the images into one folder a class (or give a .npz with y), or train without --labels, from the teacher alone", source.Path);
        }

        TensorDescription scores = network.Outputs[0];
        RequireScores("--labels", options.Outputs, network);

        if (scores.Dimensions[1] > 0 && LabelFit.Fault(source.ClassNames.Count, labels, scores.Dimensions[1]) is { } fault)
        {
            throw new RsdtrException(TrainingDiagnostics.LabelOutOfRange, fault, source.Path);
        }
    }

    private static void RequireScores(string option, OutputKind kind, InferenceSession network)
    {
        TensorDescription first = network.Outputs[0];

        // Of one image, as the network is judged.
        if (!ClassScores.AreGiven(kind, network.Outputs.Length, first.ElementType == TensorElementType.Float, first.Dimensions.AsSpan(), images: first.Dimensions is [var batch, ..] ? batch : 1))
        {
            throw new RsdtrException(
                ToolDiagnostics.WrongUsage,
                $"{option} needs a network with {ClassScores.Form}, and this one gives {string.Join("; ", network.Outputs)}{(kind == OutputKind.Values ? ", to be taken for values" : "")}: train without it, from the teacher alone.");
        }
    }
}
