using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

/// <summary>Tests that have PyTorch in their own process, one after the other: its threads and its count of tensors are the process's.</summary>
[CollectionDefinition(Name)]
public sealed class TorchGroup : ICollectionFixture<TorchGroup>
{
    public const string Name = "PyTorch";

    public TorchGroup()
    {
        if (TorchLibrary.Absence is null)
        {
            TorchLibrary.Load();
            TorchSharp.torch.set_num_threads(1);
        }
    }
}
