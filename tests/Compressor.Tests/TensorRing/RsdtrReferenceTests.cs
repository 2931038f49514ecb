using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

public sealed class RsdtrReferenceTests
{
    [SharedTheory]
    [InlineData("cifar10-resnet20@0.1")]
    [InlineData("cifar10-resnet20@0.3")]
    [InlineData("cifar10-resnet20@0.5")]
    [InlineData("cifar10-resnet20@0.7")]
    [InlineData("cifar10-resnet32@0.3")]
    [InlineData("cifar10-resnet32@0.5")]
    [InlineData("cifar10-resnet56@0.3")]
    [InlineData("cifar10-resnet56@0.5")]
    public void Storage_and_error_are_those_of_the_authors_program(string key)
    {
        (double prescribed, IReadOnlyList<RsdtrReference.Row> rows) = RsdtrReference.Load(key);
        // The layers are independent, and most of them small: one thread each.
        RingDecomposition[] decompositions = new RingDecomposition[rows.Count];
        Parallel.For(0, rows.Count, index =>
            decompositions[index] = ReducedStorageDecomposition.Decompose(rows[index].Kernel, rows[index].Shape, prescribed));
        foreach ((RsdtrReference.Row row, RingDecomposition found) in rows.Zip(decompositions))
        {
            Assert.True(
                found.Kernel.Storage <= row.Storage * 1.01,
                $"{row.Node}: {found.Kernel.Storage} numbers {found.Kernel.Ranks}, the reference has {row.Storage}.");
            double error = TensorRingAssert.RelativeError(row.Kernel, found.Kernel);
            Assert.True(error <= prescribed, $"{row.Node}: relative error {error} > {prescribed}.");
            Assert.Equal(error, found.RelativeError, 1e-6);
        }

        // Where the signs of singular vectors fall luckier than in the authors' program, less storage is found.
        long reference = rows.Sum(row => row.Storage);
        Assert.InRange(decompositions.Sum(found => found.Kernel.Storage), reference * 0.985, reference * 1.005);
    }
}
