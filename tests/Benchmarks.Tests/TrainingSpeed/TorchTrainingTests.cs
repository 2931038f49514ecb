using RsdtrEdge.Benchmarks.TrainingSpeed;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Compressor.Onnx;
using TorchSharp;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

[Collection(TorchGroup.Name)]
public sealed class TorchTrainingTests
{
    [TorchFact]
    public void Steps_leave_no_tensors_behind()
    {
        OnnxModel network = StepNetworks.Ring(branches: 2, cuts: 0);
        using TorchTraining training = new(network, StepBatch.Of(network));

        // The first makes the velocities and the gradients, which stay.
        training.Run(1);
        long before = torch.Tensor.TotalCount;
        training.Run(3);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }
}
