using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Networks in which an exporter has stored equal tensors once, held to the same networks with each tensor stored by itself.</summary>
public sealed class NormalizationTiesTests
{
    private const int Images = 16;
    private const int Features = 8;
    private const int Classes = 3;

    private static readonly StepRates s_rates = new(0.1f, 0, 0, 0);

    [Fact]
    public void A_fresh_network_is_trained_as_if_nothing_had_been_stored_once_for_several()
    {
        using OrtTrainingEngine shared = Engine(Fresh(isShared: true)), apart = Engine(Fresh(isShared: false));
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(apart.Step(Batch(step), s_rates).Loss, shared.Step(Batch(step), s_rates).Loss, 1e-5);
        }

        float[][] expected = Parts(apart.Export(TrainedWeights.Last)), actual = Parts(shared.Export(TrainedWeights.Last));
        Assert.Equal(12, actual.Length);
        Assert.All(expected.Zip(actual), pair => LinearNetwork.Close([.. pair.First.Select(value => (double)value)], pair.Second, 1e-4));

        // All of them were trained, and no two came to the same.
        Assert.All(actual, part => Assert.NotEqual(part[0], part[1]));
        Assert.Equal(12, actual.Select(part => part[0]).Distinct().Count());
        Assert.Empty(shared.NotTrained);
    }

    [Fact]
    public void A_run_from_the_images_writes_what_it_trained()
    {
        using TemporaryFolder folder = new();
        int[] labels = [.. Enumerable.Range(0, 40).Select(image => image % Classes)];
        float[] images = [.. ModelRunner.Noise(4, 40 * Features).Select((value, index) => (0.1f * value) + (index % Features == labels[index / Features] ? 2 : 0))];
        FineTuningOptions options = new()
        {
            Data = LabelledArrays.Save(folder.File("data.npz"), images, labels, 2, 2, 2),
            UseLabels = true,
            Normalization = NormalizationStatistics.Batch,
            Epochs = 4,
            BatchSize = 10,
            Rate = 0.05,
            HeldOutShare = 0.25,
            Flip = false,
            Shift = 0,
            Threads = 1,
        };
        OnnxModel network = Fresh(isShared: true);
        FineTuningResult result = FineTuner.Run(network, null, options);
        Assert.NotNull(result.Model);
        // Three nodes of four tensors of two numbers, a matrix and its bias.
        Assert.Equal((3 * 4 * 2) + (Classes * Features) + Classes, result.Report.Parameters);
        Assert.Equal(12, Parts(result.Model).Select(part => part[0]).Distinct().Count());
        Assert.Equal(Fresh(isShared: true).Proto, network.Proto);
    }

    [Fact]
    public void By_stored_statistics_a_tensor_that_is_one_of_them_is_not_trained()
    {
        OnnxModel network = Fresh(isShared: true);
        using OrtTrainingEngine engine = Engine(network, NormalizationStatistics.Stored);
        Assert.True(engine.Step(Batch(1), s_rates).IsFinite);
        OnnxModel exported = engine.Export(TrainedWeights.Last);
        Assert.Equal(network.Proto.Graph.Node, exported.Proto.Graph.Node);
        Assert.All((string[])["ones", "zeros"], name => Assert.Equal(network.Graph.Initializer(name), exported.Graph.Initializer(name)));
        Assert.Equal(["ones", "zeros"], engine.NotTrained.Order(StringComparer.Ordinal));
        // The node with tensors of its own is trained, but for its mean and variance.
        Assert.Equal([true, true, false, false], Parts(network).Take(4).Zip(Parts(exported), (before, after) => !before.SequenceEqual(after)));
    }

    [Fact]
    public void Ties_of_trained_networks_stay_and_so_does_what_is_trained_by_stored_statistics()
    {
        OnnxModel trained = new GraphBuilder(15).Input("x", "batch", 2, 2, 2).BatchNormalization(name: "a")
            .Node("BatchNormalization", ["a", "a.gamma", "a.beta", "a.mean", "a.var"]).Output("y").Build();
        Assert.Same(trained, NormalizationTies.Undo(trained, NormalizationStatistics.Batch));
        OnnxModel fresh = Fresh(isShared: true);
        Assert.Same(fresh, NormalizationTies.Undo(fresh, NormalizationStatistics.Stored));
        OnnxModel apart = Fresh(isShared: false);
        Assert.Same(apart, NormalizationTies.Undo(apart, NormalizationStatistics.Batch));
    }

    [Fact]
    public void What_is_shared_with_another_layer_stays_with_it()
    {
        OnnxModel network = new GraphBuilder(15).Input("x", "batch", 2, 2, 2).Weight("zeros", [2], 0, 0).Weight("ones", [2], 1, 1).RandomWeight("k", 2, 2, 1, 1)
            .Node("Conv", ["x", "k", "zeros"], ["c"]).Node("BatchNormalization", ["c", "ones", "zeros", "zeros", "ones"], ["y"]).Output("y", "y").Build();
        OnnxModel undone = NormalizationTies.Undo(network, NormalizationStatistics.Batch);
        NodeProto convolution = undone.Proto.Graph.Node[0], normalization = undone.Proto.Graph.Node[1];
        Assert.Equal("zeros", convolution.Input[2]);
        Assert.Equal(4, normalization.Input.Skip(1).Except(convolution.Input).Count());
        Assert.Equal([1, 0, 0, 1], Parts(undone).Select(part => part[0]));
    }

    // A node with tensors of its own and two whose tensors are stored once, partly behind Identity nodes, as exporters write it.
    private static OnnxModel Fresh(bool isShared)
    {
        GraphBuilder builder = new GraphBuilder(15, irVersion: 8).Input("x", "batch", 2, 2, 2);
        if (isShared)
        {
            builder.Weight("ones", [2], 1, 1).Weight("zeros", [2], 0, 0).Node("Identity", ["zeros"], ["bias of c"]).Node("Identity", ["ones"], ["variance of c"]);
        }

        foreach (string node in (string[])["a", "b", "c"])
        {
            string[] own = [$"scale of {node}", $"bias of {node}", $"mean of {node}", $"variance of {node}"];
            if (!isShared || node == "a")
            {
                builder.Weight(own[0], [2], 1, 1).Weight(own[1], [2], 0, 0).Weight(own[2], [2], 0, 0).Weight(own[3], [2], 1, 1);
            }

            string[] read = !isShared || node == "a" ? own : node == "b" ? ["ones", "zeros", "zeros", "ones"] : ["ones", own[1], "zeros", own[3]];
            string input = node switch { "a" => "x", "b" => "ra", _ => "rb" };
            builder.Node("BatchNormalization", [input, .. read], [node]).Node("LeakyRelu", [node], [$"r{node}"]);
        }

        return builder.Node("Flatten", ["rc"], ["f"]).Weight("w", [Classes, Features], ModelRunner.Noise(7, Classes * Features)).Weight("v", [Classes], 0, 0, 0)
            .Node("Gemm", ["f", "w", "v"], ["y"], NodeBuilder.Int("transB", 1)).Output("y", "y").Build();
    }

    // Scale, bias, mean and variance of each node in turn.
    private static float[][] Parts(OnnxModel model) =>
    [
        .. model.Proto.Graph.Node.Where(node => node.OpType == "BatchNormalization").SelectMany(node => node.Input.Skip(1))
            .Select(name => TensorReader.ToFloats(model.Graph.Constant(model.Graph.Producer(name) is { OpType: "Identity" } identity ? identity.Input[0] : name)!)),
    ];

    private static OrtTrainingEngine Engine(OnnxModel network, NormalizationStatistics normalization = NormalizationStatistics.Batch) => LabelledEngine.Create(network, Images, normalization, threads: 1);

    // Channels of different levels and spreads.
    private static TrainingBatch Batch(int seed) => new(
        [.. ModelRunner.Noise(seed, Images * Features).Select((value, index) => (value * (1 + (index / 4 % 2))) + (index / 4 % 2))],
        [.. Enumerable.Range(0, Images).Select(image => (long)(image + seed) % Classes)]);
}
