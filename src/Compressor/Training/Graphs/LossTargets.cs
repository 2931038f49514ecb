using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>Which values the parts of the loss are computed from.</summary>
/// <param name="Scores">The class scores before any Softmax, [images, classes]; null where the network does not classify or no part needs them.</param>
/// <param name="Classes">The number of classes; 0 where there are no scores.</param>
/// <param name="TakesLabels">Whether the scores are held against labels.</param>
/// <param name="TeacherScores">The teacher's scores; null where they are not compared.</param>
/// <param name="Outputs">The outputs of a network that does not classify.</param>
/// <param name="Features">The values where branches meet.</param>
internal sealed record LossTargets(
    string? Scores, long Classes, bool TakesLabels, string? TeacherScores, IReadOnlyList<ComparedValue> Outputs, IReadOnlyList<ComparedValue> Features)
{
    /// <summary>The values of the network that the loss depends on.</summary>
    public IEnumerable<string> Values => Outputs.Concat(Features).Select(value => value.Name).Concat(Scores is null ? [] : [Scores]);

    /// <summary>The values that the teacher has to give, each once.</summary>
    public IReadOnlyList<string> TeacherValues =>
        [.. Outputs.Concat(Features).Select(value => value.TeacherName).Concat(TeacherScores is null ? [] : [TeacherScores]).Distinct(StringComparer.Ordinal)];

    /// <summary>Finds the values.</summary>
    /// <param name="network">The network.</param>
    /// <param name="teacher">Its teacher, or null.</param>
    /// <param name="settings">Which parts the loss has.</param>
    /// <param name="images">The images of one run.</param>
    /// <exception cref="RsdtrException">Labels for a network that does not classify (RSDTR1202), a teacher that does not fit (RSDTR1203).</exception>
    public static LossTargets Of(TrainingNetwork network, TrainingNetwork? teacher, LossSettings settings, long images)
    {
        (OnnxModel model, ShapeTable shapes) = network.ForBatch(images);
        (OnnxModel Model, ShapeTable Shapes)? taught = teacher?.ForBatch(images);
        bool distills = taught is not null && settings.DistillationWeight > 0;
        (string Value, long Classes)? scores = ScoresOf(model.Graph, shapes, settings.Outputs, images);
        if (scores is null && settings.LabelWeight > 0)
        {
            throw new RsdtrException(
                TrainingDiagnostics.NotTrainable,
                $"Labels are classes, and the network is none with {ClassScores.Form}: train it by its teacher's outputs alone.",
                network.Source.SourcePath);
        }

        string? teacherScores = null;
        IReadOnlyList<ComparedValue> outputs = [];
        if (distills && scores is { } own)
        {
            teacherScores = ScoresOf(taught!.Value.Model.Graph, taught.Value.Shapes, settings.Outputs, images) is { } other && other.Classes == own.Classes
                ? other.Value
                : throw Mismatch(teacher!, string.Create(CultureInfo.InvariantCulture, $"The teacher does not give {own.Classes} class scores an image, as the network does"));
        }
        else if (distills)
        {
            outputs = OutputsOf(model, shapes, taught!.Value, teacher!);
        }

        IReadOnlyList<ComparedValue> features = taught is not null && settings.FeatureWeight > 0 ? FeaturesOf(model, shapes, taught.Value, teacher!) : [];
        bool usesScores = settings.LabelWeight > 0 || teacherScores is not null;
        return new LossTargets(
            usesScores ? scores!.Value.Value : null, usesScores ? scores!.Value.Classes : 0, settings.LabelWeight > 0, teacherScores, outputs, features);
    }

    // What a Softmax made of scores is traced back to them.
    private static (string Value, long Classes)? ScoresOf(OnnxGraph graph, ShapeTable shapes, OutputKind kind, long images)
    {
        string value = graph.Outputs[0].Name;
        if (shapes[value]?.TryGetSizes() is not { } sizes || !ClassScores.AreGiven(kind, graph.Outputs.Count, IsFloat(shapes, value), sizes, images))
        {
            return null;
        }

        while (graph.Producer(value) is { OpType: "Softmax" or "LogSoftmax" or "Identity" } node)
        {
            value = node.Input[0];
        }

        return (value, sizes[1]);
    }

    private static List<ComparedValue> OutputsOf(OnnxModel model, ShapeTable shapes, (OnnxModel Model, ShapeTable Shapes) taught, TrainingNetwork teacher)
    {
        List<ComparedValue> outputs = [];
        foreach (string output in model.Graph.Outputs.Select(output => output.Name).Where(name => IsFloat(shapes, name)))
        {
            long[] sizes = shapes[output]?.TryGetSizes()
                ?? throw new RsdtrException(ModelDiagnostics.UnknownShape, $"The shape of the output '{output}' is not known before the network runs: export it with fixed sizes.");
            if (!taught.Model.Graph.IsOutput(output) || taught.Shapes[output]?.TryGetSizes() is not { } others || !others.AsSpan().SequenceEqual(sizes))
            {
                throw Mismatch(teacher, $"The teacher has no output '{output}' {TensorSizes.Format(sizes)}, as the network has");
            }

            outputs.Add(new ComparedValue(output, output, sizes));
        }

        return outputs;
    }

    private static List<ComparedValue> FeaturesOf(OnnxModel model, ShapeTable shapes, (OnnxModel Model, ShapeTable Shapes) taught, TrainingNetwork teacher)
    {
        HashSet<string> others = [.. JoinsOf(taught.Model.Graph)];
        List<ComparedValue> features = [];
        foreach (string join in JoinsOf(model.Graph).Where(others.Contains))
        {
            if (IsFloat(shapes, join) && shapes[join]?.TryGetSizes() is { } sizes && taught.Shapes[join]?.TryGetSizes() is { } same && same.AsSpan().SequenceEqual(sizes))
            {
                features.Add(new ComparedValue(join, join, sizes));
            }
        }

        return features.Count > 0
            ? features
            : throw Mismatch(teacher, "The network and its teacher have no value of one name and shape where branches meet, so that features cannot be compared");
    }

    // What an Add of two computed values gives, or the Relu that alone reads it.
    private static IEnumerable<string> JoinsOf(OnnxGraph graph)
    {
        foreach (NodeProto node in graph.Nodes.Where(node => node.OpType == "Add" && !node.Input.Any(graph.IsConstant)))
        {
            yield return graph.OnlyConsumer(node.Output[0]) is { OpType: "Relu" } relu ? relu.Output[0] : node.Output[0];
        }
    }

    private static bool IsFloat(ShapeTable shapes, string value) => shapes.Facts(value).ElementType == (int)TensorProto.Types.DataType.Float;

    private static RsdtrException Mismatch(TrainingNetwork teacher, string what) =>
        new(TrainingDiagnostics.TeacherMismatch, $"{what}: give the original of the network that is trained.", teacher.Source.SourcePath);
}
