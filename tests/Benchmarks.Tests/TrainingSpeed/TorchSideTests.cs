using System.Diagnostics;
using RsdtrEdge.Benchmarks.TrainingSpeed;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

public sealed class TorchSideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TorchFact]
    public void Both_sides_train_the_same_network() => AssertSame(StepNetworks.Plain());

    [TorchFact]
    public void Both_sides_train_the_same_network_with_poolings() => AssertSame(StepNetworks.Pooled());

    [TorchFact]
    public void Both_sides_train_the_same_network_with_a_kernel_of_cores() => AssertSame(StepNetworks.Ring(branches: 2, cuts: 0));

    private void AssertSame(OnnxModel network)
    {
        string path = Save(network);
        using OwnSide own = new(network, StepBatch.Of(network), threads: 1);
        using TorchSide torch = TorchSide.Start(path, threads: 1);
        Assert.Matches(@"^TorchSharp \d+\.\d+\.\d+ \(libtorch \d+\.\d+\.\d+\)$", torch.Version);

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
        string path = Save(new GraphBuilder().Input("image", "batch", 3, 9, 8).Conv(4, 3).Sigmoid().GlobalAveragePool().Flatten().Output("scores").Build());
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => TorchSide.Start(path, threads: 1));
        Assert.Contains("Sigmoid", exception.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_process_that_was_killed_is_told()
    {
        using TorchSide torch = TorchSide.Start(Save(StepNetworks.Pooled()), threads: 1);
        using (Process process = Process.GetProcessById(torch.ProcessId))
        {
            process.Kill();
            process.WaitForExit();
        }

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => torch.Run(1));
        Assert.StartsWith("PyTorch failed: ", exception.Message, StringComparison.Ordinal);
    }

    private string Save(OnnxModel network)
    {
        string path = _folder.File("network.onnx");
        OnnxModelFile.Save(network, path);
        return path;
    }
}
