using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Tests.Onnx;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Models;

public sealed class EdgeModelTests
{
    [Fact]
    public void A_run_computes_what_the_graph_says_with_a_batch_of_one()
    {
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine());
        Assert.Equal([1L, 2], model.InputShape.ToArray());
        Assert.Equal([1L, 2], model.OutputShape.ToArray());
        Assert.Equal([3f, 5], model.Run([1, 2]).ToArray());
        Assert.Equal([-7f, 1], model.Run([-4, 0]).ToArray());
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20.onnx")]
    [InlineData("ultraface-rfb-320.onnx")]
    [InlineData("fastestdet.onnx")]
    public void Runs_allocate_no_managed_memory(string file)
    {
        using EdgeModel model = EdgeModel.Load(RepositoryLayout.Shared("models", file));
        float[] input = new float[model.Input.Length];
        for (int i = 0; i < 3; i++)
        {
            _ = model.Run(input);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            _ = model.Run(input);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
