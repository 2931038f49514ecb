using RsdtrEdge.Benchmarks.TrainingSpeed;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class TorchSideTests : IDisposable
{
    private const int Classes = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly TrainingBatch _batch = new(
        SeededInput.Normal(StepSettings.Batch * 3 * 9 * 8, seed: 3), [.. Enumerable.Range(0, StepSettings.Batch).Select(image => (long)(image % Classes))]);

    public void Dispose() => _folder.Dispose();

    // Strides, groups, uneven padding, a sum with a shortcut, and a kernel that nodes make of two stored factors.
    private static OnnxModel Network => new GraphBuilder()
        .Input("image", "batch", 3, 9, 8)
        .Conv(6, 3, pads: 1, name: "first").Relu()
        .Conv(6, 3, 1, fourPads: [2, 0, 0, 0], bias: false, name: "uneven")
        .Conv(6, 3, group: 6, pads: 1, name: "depthwise").Add("first").Relu()
        .RandomWeight("left", 8, 2).RandomWeight("right", 2, 6)
        .Node("MatMul", ["left", "right"], ["product"]).Reshape(8, 6, 1, 1).Node("Conv", ["relu2", "reshape1"], ["mixed"], NodeBuilder.Ints("strides", 2, 2))
        .Relu().GlobalAveragePool().Flatten().Gemm(8, Classes)
        .Output("scores").Build();

    // Poolings behind a Relu, whose zeros are often equal: they share the gradient here, and the first has it there, but the Relu lets none of it through.
    private static OnnxModel Pooled => new GraphBuilder()
        .Input("image", "batch", 3, 9, 8).Conv(6, 3, pads: 1).Relu().MaxPool(2, 2).Conv(8, 3, pads: 1).Relu().MaxPool(2, 1).GlobalAveragePool().Flatten().Gemm(8, Classes)
        .Output("scores").Build();

    [TorchFact]
    public void Both_sides_train_the_same_network() => AssertSame(Network);

    [TorchFact]
    public void Both_sides_train_the_same_network_with_poolings() => AssertSame(Pooled);

    private void AssertSame(OnnxModel network)
    {
        NetworkExport.Write(network, _batch, threads: 1, _folder.Path);
        using OwnSide own = new(network, _batch, threads: 1);
        using TorchSide torch = TorchSide.Start(TorchFactAttribute.Python!, _folder.Path);
        // Losses and norms of gradients in steps that change all weights: kernels, factors, biases, with and without weight decay.
        for (int step = 0; step < 5; step++)
        {
            (StepBlock mine, StepBlock theirs) = (own.Run(1), torch.Run(1));
            Assert.InRange(theirs.Loss / mine.Loss, 1 - 1e-5, 1 + 1e-5);
            Assert.InRange(theirs.Norm / mine.Norm, 1 - 1e-3, 1 + 1e-3);
        }
    }

    [TorchFact]
    public void What_PyTorch_cannot_make_is_told_in_its_words()
    {
        OnnxModel network = new GraphBuilder().Input("image", "batch", 3, 9, 8).Conv(4, 3).Sigmoid().GlobalAveragePool().Flatten().Output("scores").Build();
        NetworkExport.Write(network, _batch, threads: 1, _folder.Path);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => TorchSide.Start(TorchFactAttribute.Python!, _folder.Path));
        Assert.Contains("Sigmoid", exception.Message, StringComparison.Ordinal);
    }
}
