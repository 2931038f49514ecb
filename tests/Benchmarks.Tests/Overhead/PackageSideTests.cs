using RsdtrEdge.Benchmarks.Overhead;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.Overhead;

public sealed class PackageSideTests
{
    private static readonly string s_model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");

    [Fact]
    public void ONNX_Runtimes_own_package_gives_what_EdgeModel_gives()
    {
        EdgeModel model = EdgeModel.Load(s_model);
        using EdgeModelSide edge = new(model);
        float[] input = SeededInput.Normal(model.Input.Length, seed: 1);
        input.CopyTo(model.Input);
        using PackageSide package = new(s_model, input, model.InputShape, model.OutputShape);
        edge.Run();
        package.Run();
        Assert.Equal(edge.Output.ToArray(), package.Output.ToArray());

        // The values are read anew in each run, on both sides.
        Array.Fill(input, 0.25f);
        model.Input.Fill(0.25f);
        float[] before = package.Output.ToArray();
        edge.Run();
        package.Run();
        Assert.Equal(edge.Output.ToArray(), package.Output.ToArray());
        Assert.NotEqual(before, package.Output.ToArray());
    }
}
