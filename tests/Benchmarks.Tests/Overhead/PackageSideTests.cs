using RsdtrEdge.Benchmarks.Overhead;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.Overhead;

public sealed class PackageSideTests
{
    private static readonly string s_model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");

    [PackageFact]
    public void ONNX_Runtimes_own_package_gives_what_EdgeModel_gives()
    {
        EdgeModel model = EdgeModel.Load(s_model);
        using EdgeModelSide edge = new(model);
        using PackageSide package = new(s_model, model.InputShape, model.OutputShape);
        foreach (int seed in new[] { 1, 2 })
        {
            float[] input = SeededInput.Normal(model.Input.Length, seed);
            input.CopyTo(model.Input);
            input.CopyTo(package.Input);
            edge.Run();
            package.Run();
            Assert.Equal(edge.Output.ToArray(), package.Output.ToArray());
        }
    }
}
