using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class CrossMomentSumsTests
{
    [Fact]
    public void Moments_are_averages()
    {
        CrossMomentSums sums = new(2, 1);
        sums.Add(new Matrix(2, 2, [1, 2, 3, 6]), new Matrix(2, 1, [1, 5]));

        // About the means (2, 4) and 3: x is -+(1, 2), y is -+2.
        CrossMoments about = sums.ToMoments(isCentred: true);
        Assert.Equal(2, about.Count);
        Assert.Equal([2.0, 4], about.MeanX);
        Assert.Equal([3.0], about.MeanY);
        Assert.Equal([1.0, 2, 2, 4], about.S.Data);
        Assert.Equal([2.0, 4], about.C.Data);
        Assert.Equal(4, about.EnergyY);

        // About zero: (1 + 9) / 2, (2 + 18) / 2, (4 + 36) / 2; (1 + 15) / 2, (2 + 30) / 2; (1 + 25) / 2.
        CrossMoments zero = sums.ToMoments(isCentred: false);
        Assert.Equal([5.0, 10, 10, 20], zero.S.Data);
        Assert.Equal([8.0, 16], zero.C.Data);
        Assert.Equal(13, zero.EnergyY);
    }

    [Fact]
    public void Blocks_leave_no_trace()
    {
        Matrix x = SeededMatrices.Uniform(700, 30, seed: 1);
        Matrix y = SeededMatrices.Uniform(700, 7, seed: 2);
        CrossMomentSums whole = new(30, 7);
        whole.Add(x, y);
        CrossMomentSums parts = new(30, 7);
        foreach ((int from, int to) in ((int, int)[])[(0, 1), (1, 300), (300, 300), (300, 700)])
        {
            parts.Add(Rows(x, from, to), Rows(y, from, to));
        }

        (CrossMoments expected, CrossMoments actual) = (whole.ToMoments(true), parts.ToMoments(true));
        Assert.Equal(expected.S.Data, actual.S.Data);
        Assert.Equal(expected.C.Data, actual.C.Data);
        Assert.Equal(expected.EnergyY, actual.EnergyY);
    }

    [Fact]
    public void Without_a_sample_all_is_zero()
    {
        CrossMoments moments = new CrossMomentSums(2, 3).ToMoments(isCentred: true);
        Assert.Equal(0, moments.Count);
        Assert.All([.. moments.MeanX, .. moments.MeanY, .. moments.S.Data, .. moments.C.Data, moments.EnergyY], number => Assert.Equal(0, number));
    }

    private static Matrix Rows(Matrix matrix, int from, int to) => new(to - from, matrix.Columns, matrix.Data[(from * matrix.Columns)..(to * matrix.Columns)]);
}
