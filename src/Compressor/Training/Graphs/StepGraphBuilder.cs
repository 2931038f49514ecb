using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>Builds a <see cref="StepGraph"/>: weights cut out of one vector, then the loss, then what differentiation adds, then one vector again.</summary>
internal sealed class StepGraphBuilder
{
    private readonly ParameterLayout _layout;
    private readonly LossTargets _targets;
    private readonly ShardPlan _plan;
    private readonly OnnxModel _model;
    private readonly string _parameters;
    private readonly ParameterLayout? _statistics;
    private readonly string[] _newStatistics = [];
    private readonly string _statisticsInput = "";
    private readonly Dictionary<string, string> _teacherInputs = new(StringComparer.Ordinal);
    private string? _labels;
    private string _loss = "";

    /// <summary>Replaces the stored weights by pieces of an input, and merges what runs faster as one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layout">What is trained.</param>
    /// <param name="targets">What the loss is computed from.</param>
    /// <param name="plan">The images of a run and of a step.</param>
    /// <param name="normalization">By which statistics BatchNormalization nodes normalize.</param>
    /// <exception cref="RsdtrException">They are to follow the batches, and there are none that can (RSDTR1202).</exception>
    public StepGraphBuilder(TrainingNetwork network, ParameterLayout layout, LossTargets targets, ShardPlan plan, NormalizationStatistics normalization)
    {
        _layout = layout;
        _targets = targets;
        _plan = plan;
        (_model, ShapeTable shapes) = network.ForBatch(plan.ImagesPerRun);
        if (normalization == NormalizationStatistics.Batch)
        {
            TrainingNormalization following = TrainingNormalization.Of(_model, shapes, tensor => ParameterLayout.IsFloat(tensor) && ParameterLayout.IsStored(network.Source, tensor));
            if (following.UpdateOf.Count == 0)
            {
                throw new RsdtrException(
                    TrainingDiagnostics.NotTrainable,
                    "No BatchNormalization node of the network stores a float32 mean and variance of its own, which --normalization batch would let follow the images: export the network with its normalization, as one that is still to be trained, or train with --normalization stored.",
                    network.Source.SourcePath);
            }

            _model = following.Model;
            _statistics = ParameterLayout.Of(following.UpdateOf.Keys.Select(name => new WeightTensor(Graph.Initializer(name)!, Matrix: null)));
            _newStatistics = [.. _statistics.Tensors.Select(tensor => following.UpdateOf[tensor.Name])];
            _statisticsInput = AddInput("statistics", _statistics.Length);
            Cut(_statisticsInput, _statistics);
        }

        _parameters = AddInput("parameters", layout.Length);
        Cut(_parameters, layout);
        string[] kept = [.. targets.Values, .. _newStatistics];
        JoinedBranches.Apply(_model, ShapeInference.Infer(_model), kept);
        MergedConvolutions.Apply(_model, ShapeInference.Infer(_model), kept);
    }

    private OnnxGraph Graph => _model.Graph;

    /// <summary>Adds the loss, and inputs for what it is held against; it becomes the graph's only output.</summary>
    public void AddLoss(LossSettings settings)
    {
        GradientWriter writer = new(Graph, _model.OpsetVersion() ?? OpsetVersions.Newest) { Place = "loss" };
        List<string> terms = [];
        double share = 1.0 / _plan.BatchSize;
        if (_targets.TakesLabels)
        {
            _labels = AddInput("labels", _plan.ImagesPerRun, _targets.Classes);
            terms.Add(CrossEntropyLoss.Write(writer, _targets.Scores!, _labels, share * settings.LabelWeight));
        }

        if (_targets.TeacherScores is { } scores)
        {
            string wanted = TeacherInput(scores, [_plan.ImagesPerRun, _targets.Classes]);
            terms.Add(DistillationLoss.Write(writer, _targets.Scores!, wanted, settings.Temperature, share * settings.DistillationWeight));
        }

        AddDistances(writer, terms, _targets.Outputs, share * settings.DistillationWeight);
        AddDistances(writer, terms, _targets.Features, share * settings.FeatureWeight);
        _loss = terms.Aggregate(writer.Add);
        writer.Append();
        Graph.Proto.Output.Clear();
        Graph.Proto.Output.Add(FloatValue.Of(_loss));
        Graph.Changed();
    }

    /// <summary>The graph with the gradients of all that is trained.</summary>
    public GradientGraph Differentiate() =>
        GradientGraph.Of(_model, ShapeInference.Infer(_model), [.. _layout.Tensors.Select(tensor => tensor.Name)], [_loss, .. _newStatistics], ownOperators: true);

    /// <summary>Joins the gradients to one vector.</summary>
    public StepGraph Finish(GradientGraph gradients, IReadOnlyList<string> notTrained)
    {
        OnnxModel model = gradients.Model;
        OnnxGraph graph = model.Graph;
        string seed = gradients.SeedOf[_loss];
        OnnxGraph.RemoveAll(graph.Proto.Input, input => input.Name == seed);
        graph.Changed();
        graph.AddInitializer(TensorBuilder.Floats(seed, [], [1]));

        GradientWriter writer = new(graph, model.OpsetVersion() ?? OpsetVersions.Newest) { Place = "flat" };
        string gradient = writer.Concat([.. _layout.Tensors.Select(tensor => writer.Reshape(gradients.GradientOf[tensor.Name], -1))], 0);
        string? soFar = null;
        if (_plan.RunsPerShard > 1)
        {
            soFar = graph.UniqueName("gradient so far");
            graph.Proto.Input.Add(FloatValue.Of(soFar, _layout.Length));
            gradient = writer.Add(soFar, gradient);
        }

        StepStatistics? statistics = _statistics is null ? null : new StepStatistics(_statistics, _statisticsInput, writer.Concat(_newStatistics, 0));
        writer.Append();
        graph.Proto.Output.Clear();
        graph.Proto.Output.Add(FloatValue.Of(_loss));
        graph.Proto.Output.Add(FloatValue.Of(gradient, _layout.Length));
        if (statistics is not null)
        {
            graph.Proto.Output.Add(FloatValue.Of(statistics.Output, statistics.Layout.Length));
        }

        graph.Changed();
        return new StepGraph(model, _layout, notTrained, _parameters, _labels, _teacherInputs, soFar, statistics, _loss, gradient);
    }

    private void AddDistances(GradientWriter writer, List<string> terms, IReadOnlyList<ComparedValue> values, double factor)
    {
        foreach (ComparedValue value in values)
        {
            string wanted = TeacherInput(value.TeacherName, value.Sizes);
            terms.Add(RelativeDistanceLoss.Write(writer, value.Name, wanted, value.Sizes, _plan.ImagesPerRun, factor / values.Count));
        }
    }

    private string TeacherInput(string value, IReadOnlyList<long> sizes)
    {
        if (!_teacherInputs.TryGetValue(value, out string? input))
        {
            _teacherInputs.Add(value, input = AddInput($"teacher's {value}", [.. sizes]));
        }

        return input;
    }

    private string AddInput(string hint, params long[] sizes)
    {
        string name = Graph.UniqueName(hint);
        Graph.Proto.Input.Add(FloatValue.Of(name, sizes));
        Graph.Changed();
        return name;
    }

    // The pieces have the names of the tensors whose places they take.
    private void Cut(string vector, ParameterLayout layout)
    {
        HashSet<string> names = [.. layout.Tensors.Select(tensor => tensor.Name)];
        OnnxGraph.RemoveAll(Graph.Proto.Initializer, tensor => names.Contains(tensor.Name));
        string[] pieces = [.. layout.Tensors.Select(tensor => Graph.UniqueName($"{tensor.Name}/flat"))];
        long[] lengths = [.. layout.Tensors.Select(tensor => (long)tensor.Length)];
        List<NodeProto> nodes = [];
        if ((_model.OpsetVersion() ?? OpsetVersions.Newest) >= 13)
        {
            string sizes = Store($"{vector}/lengths", lengths);
            nodes.Add(NodeBuilder.Node("Split", Graph.UniqueName($"{vector}/Split"), [vector, sizes], pieces, NodeBuilder.Int("axis", 0)));
        }
        else
        {
            nodes.Add(NodeBuilder.Node(
                "Split", Graph.UniqueName($"{vector}/Split"), [vector], pieces, NodeBuilder.Int("axis", 0), NodeBuilder.Ints("split", lengths)));
        }

        foreach ((TrainedTensor tensor, string piece) in layout.Tensors.Zip(pieces))
        {
            string shape = Store($"{tensor.Name}/shape", [.. tensor.Dims]);
            nodes.Add(NodeBuilder.Node("Reshape", Graph.UniqueName($"{tensor.Name}/Reshape"), [piece, shape], [tensor.Name]));
        }

        for (int index = 0; index < nodes.Count; index++)
        {
            Graph.Proto.Node.Insert(index, nodes[index]);
        }

        Graph.Changed();
    }

    private string Store(string hint, long[] numbers)
    {
        string name = Graph.UniqueName(hint);
        Graph.Proto.Initializer.Add(TensorBuilder.Int64s(name, numbers));
        return name;
    }
}
