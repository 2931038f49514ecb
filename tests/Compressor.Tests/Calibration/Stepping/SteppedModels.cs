using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

/// <summary>Networks whose values live from layer to layer in different ways.</summary>
internal static class SteppedModels
{
    /// <summary>A network by its name here, or of the material beside the checkout.</summary>
    public static OnnxModel Get(string name) => Canonicalizer.Run(name switch
    {
        "residual" => SmallNetworks.Residual(),
        "normalized" => SmallNetworks.Normalized(),
        "all kinds" => SmallNetworks.OfAllKinds(),
        "shared weight" => SharedWeight(),
        "branches" => Branches(),
        "shape" => ShapeOfTheImage(),
        "subgraph" => Subgraph(),
        "sequence" => Sequence(),
        _ => OnnxModelFile.Load(RepositoryLayout.Shared("models", $"{name}.onnx")),
    }).Model;

    /// <summary>r = first(image), r + second(r), third: 1x1 convolutions without anything between them.</summary>
    public static OnnxModel Shortcut() => new GraphBuilder(seed: 5)
        .Input("image", "batch", 3, 6, 6)
        .Conv(4, 1, name: "first").Conv(4, 1, name: "second").Node("Add", ["second", "first"], ["sum"]).Conv(2, 1, name: "third")
        .Output("map").Build();

    /// <summary>The layers that can be factorized.</summary>
    public static NetworkLayer[] Stops(OnnxModel model) => [.. Layers(model).Where(layer => layer.Shape is not null)];

    /// <summary>All layers.</summary>
    public static IReadOnlyList<NetworkLayer> Layers(OnnxModel model) => LayerFinder.Find(model, Shapes(model));

    /// <summary>The shapes with an open batch of 1.</summary>
    public static ShapeTable Shapes(OnnxModel model) => ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 });

    /// <summary>Images of given numbers.</summary>
    public static NetworkInputs Images(OnnxModel model, float[] numbers, params int[] shape)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("images.npy");
        NpyWriter.Save(path, numbers, shape);
        using InferenceSession session = ModelRunner.Load(model);
        return NetworkInputs.FromData(session, path, DataSourceOptions.Default, 1, CancellationToken.None);
    }

    /// <summary>Images of noise for a network of three channels.</summary>
    public static NetworkInputs Noise(OnnxModel model, int count, int size) =>
        Images(model, ModelRunner.Noise(seed: 3, count * 3 * size * size), count, 3, size, size);

    // One weight at three places: two that are there at once, and one behind them. Each has its own bias.
    private static OnnxModel SharedWeight() => new GraphBuilder(seed: 2)
        .Input("image", 1, 4, 8, 8)
        .RandomWeight("w", 4, 4, 1, 1).RandomWeight("b1", 4).RandomWeight("b2", 4).RandomWeight("b3", 4)
        .MaxPool(2, 1).Node("Conv", ["maxpool1", "w", "b1"], ["one"])
        .From("image").MaxPool(2, 1).Node("Conv", ["maxpool2", "w", "b2"], ["two"])
        .Node("Mul", ["one", "two"], ["product"]).Conv(4, 1, input: "product", inChannels: 4).Relu()
        .Node("Conv", ["relu1", "w", "b3"], ["three"])
        .Output("map", "three").Build();

    // What the first layer gives is needed again by the last Concat; one branch joins late; one leads only to an output.
    private static OnnxModel Branches() => new GraphBuilder(seed: 3)
        .Input("image", "batch", 3, 8, 8)
        .Conv(4, 3, pads: 1, name: "a").Relu()
        .Conv(4, 3, pads: 1, name: "b").Relu()
        .Conv(4, 1, input: "relu1", inChannels: 4, name: "late")
        .Conv(4, 3, pads: 1, input: "relu2", inChannels: 4, name: "c")
        .Node("Concat", ["c", "late", "relu1"], ["joined"], NodeBuilder.Int("axis", 1))
        .Conv(5, 1, input: "joined", inChannels: 12, name: "d").Sigmoid()
        .Output("map", "sigmoid1").Output("side", "late").Build();

    // The image's shape, int64, is used behind the first layer.
    private static OnnxModel ShapeOfTheImage() => new GraphBuilder(seed: 4)
        .Input("image", "batch", 4, 8, 8)
        .Node("Shape", ["image"], ["size"])
        .Conv(4, 3, pads: 1, input: "image", inChannels: 4).Flatten().Node("Reshape", ["flatten1", "size"], ["back"])
        .Conv(3, 3, input: "back", inChannels: 4)
        .Output("map").Build();

    // A sequence of halves of what the first layer gave; what the second gives goes into it.
    private static OnnxModel Sequence() => new GraphBuilder(seed: 7)
        .Input("image", "batch", 3, 8, 8).Int64s("sizes", 4, 4).Int64s("zeroth", 0)
        .Conv(8, 3, pads: 1, input: "image", inChannels: 3, name: "a")
        .Node("SplitToSequence", ["a", "sizes"], ["halves"], NodeBuilder.Int("axis", 1))
        .Node("SequenceAt", ["halves", "zeroth"], ["left"]).Conv(4, 3, pads: 1, input: "left", inChannels: 4, name: "b")
        .Node("SequenceInsert", ["halves", "b"], ["more"]).Node("ConcatFromSequence", ["more"], ["joined"], NodeBuilder.Int("axis", 1))
        .Conv(2, 1, input: "joined", inChannels: 12, name: "c")
        .Output("map").Build();

    // Branches that capture what layers gave, and a condition (bool) from before them.
    private static OnnxModel Subgraph()
    {
        GraphBuilder builder = new GraphBuilder(seed: 6)
            .Input("image", 1, 3, 8, 8).Weight("zero", [], 0)
            .Node("ReduceMean", ["image"], ["mean"], NodeBuilder.Int("keepdims", 0)).Node("Greater", ["mean", "zero"], ["condition"])
            .Conv(4, 3, pads: 1, input: "image", inChannels: 3, name: "a").Conv(4, 3, pads: 1, name: "b");
        return builder
            .Node("If", ["condition"], ["chosen"], NodeBuilder.Graph("then_branch", Branch("Add")), NodeBuilder.Graph("else_branch", Branch("Sub")))
            .Conv(2, 1, input: "chosen", inChannels: 4, name: "c")
            .Output("map").Build();

        static GraphProto Branch(string opType)
        {
            GraphProto graph = new() { Name = opType };
            graph.Node.Add(NodeBuilder.Node(opType, opType, ["a", "b"], [$"{opType}.out"]));
            graph.Output.Add(GraphBuilder.ValueInfo($"{opType}.out", 1, 4, 8, 8));
            return graph;
        }
    }
}
