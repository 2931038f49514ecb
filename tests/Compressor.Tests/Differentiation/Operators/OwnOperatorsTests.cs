using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Differentiation.Operators;

/// <summary>Where the project's own operators are, where they are not, and what they say of sizes that cannot be.</summary>
public sealed class OwnOperatorsTests
{
    private static readonly LossSettings s_loss = new() { LabelWeight = 1, DistillationWeight = 0 };

    [Fact]
    public void A_training_step_has_them_and_what_it_exports_has_not()
    {
        OnnxModel model = Network();
        TrainingNetwork network = TrainingNetwork.Of(model);
        ShardPlan plan = new(2, 1, 1, 2);
        StepGraph graph = StepGraph.Of(network, LossTargets.Of(network, null, s_loss, plan.ImagesPerRun), s_loss, plan);
        Assert.Equal(
            [InputGradientOperator.OpType, KernelGradientOperator.OpType, ReluGradientOperator.OpType],
            graph.Model.Graph.Nodes.Where(OwnOperators.Includes).Select(node => node.OpType).Distinct().Order());

        using OrtTrainingEngine engine = OrtTrainingEngine.Create(
            model, null, new EngineSettings { Loss = s_loss, Optimizer = new OptimizerSettings(), BatchSize = 2, Threads = 1 });
        engine.Step(new TrainingBatch(ModelRunner.Noise(1, 2 * 3 * 36), [0, 1]), new StepRates(0.01f, 0, 2, 0));
        OnnxModel trained = engine.Export(TrainedWeights.Last);
        Assert.Equal(model.Proto.OpsetImport, trained.Proto.OpsetImport);
        Assert.DoesNotContain(trained.Graph.Nodes, OwnOperators.Includes);
    }

    [Theory]
    [InlineData(KernelGradientOperator.OpType, "2,8,6,6", "3,4,6,6", "2 images")]
    [InlineData(KernelGradientOperator.OpType, "2,8,6", "2,4,6,6", "3 dimensions")]
    [InlineData(InputGradientOperator.OpType, "2,4,6,6", "5,8,3,3", "4 channels")]
    [InlineData(InputGradientOperator.OpType, "2,4,6,6", "4,8,3,2", "3 by 2")]
    [InlineData(ReluGradientOperator.OpType, "2,4,6,6", "2,4,6,5", "[2, 4, 6, 5]")]
    public void Sizes_that_do_not_fit_fail_the_run(string operatorType, string first, string second, string expected)
    {
        NodeProto node = NodeBuilder.Node(operatorType, "node", ["a", "b"], ["y"], new WindowAttributes(3, 3, 1, 1, 1, 1, 1, 1, 1, 1).Write());
        long[][] sizes = [[.. first.Split(',').Select(long.Parse)], [.. second.Split(',').Select(long.Parse)]];
        GraphBuilder builder = new GraphBuilder().Input("a", [.. sizes[0].Cast<object>()]).Input("b", [.. sizes[1].Cast<object>()]);
        OwnOperators.Import(builder.Proto);
        builder.Graph.Node.Add(node);
        node.Domain = builder.Proto.OpsetImport[^1].Domain;
        builder.Graph.Output.Add(GraphBuilder.ValueInfo("y", null, null, null, null));
        using InferenceSession session = InferenceSession.Load(
            builder.ToBytes(), OwnOperators.AddTo(new SessionOptions { IntraOpThreads = 1, LogSeverity = LogSeverity.Fatal }));
        using Tensor a = Tensor.Allocate<float>(sizes[0]);
        using Tensor b = Tensor.Allocate<float>(sizes[1]);
        RsdtrException failure = Assert.Throws<RsdtrException>(() => session.Run(new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b }));
        Assert.Equal("RSDTR4003", failure.Diagnostic.Descriptor.Id);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static OnnxModel Network() => new GraphBuilder().Input("x", "batch", 3, 6, 6)
        .Conv(8, 3, pads: 1).Relu().Conv(9, 3, pads: 1).Relu().Conv(4, 3, stride: 2, pads: 1).GlobalAveragePool().Flatten().Output("y").Build();
}
