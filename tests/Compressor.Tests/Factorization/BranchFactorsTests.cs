using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Factorization;

public sealed class BranchFactorsTests
{
    [Fact]
    public void A_kernel_worked_by_hand()
    {
        // Two branches of one filter over two channels: (1, 2) with the filter (1, 3) and (0, 1) with (2, -1); one output 1 and -1 of them.
        BranchFactors factors = new(new KernelShape(1, 2, 1, 2), new BranchSize(2, 1), [1, 2, 0, 1], [1, 3, 2, -1], [1, -1]);
        Assert.Equal([1, 3, 2 - 2, 6 + 1], factors.Reconstruct());
        Assert.Equal([2, 1], factors.Ranks);
        Assert.Equal(4 + 4 + 2, factors.Parameters);
    }

    [Theory]
    [InlineData(3, 4, 2)]
    [InlineData(4, 3, 2)]
    [InlineData(4, 4, 1)]
    public void Counts_that_do_not_fit_are_refused(int channels, int filters, int outputs) => Assert.Throws<ArgumentException>(
        () => new BranchFactors(new KernelShape(1, 2, 1, 2), new BranchSize(2, 1), new double[channels], new double[filters], new double[outputs]));
}
