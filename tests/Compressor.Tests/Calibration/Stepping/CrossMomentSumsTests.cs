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
        sums.Add(new Matrix(2, 2, [1, 2, 3, 6]), new Matrix(2, 1, [1, 5]), [2], _ => false);

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
    public void What_an_inputs_samples_share_is_added_up_too()
    {
        // Two inputs of one number: 1 and 3, then 6 in two parts of which one is empty. Their means: 2 (of two samples) and 6 (of one).
        CrossMomentSums sums = new(1, 1);
        sums.Add(new Matrix(3, 1, [1, 3, 6]), new Matrix(3, 1, [0, 2, 7]), [2, 1, 0], part => part != 1);

        // (2 * 4 + 36) / 3; (2 * 2 * 1 + 6 * 7) / 3.
        CrossMoments zero = sums.ToMoments(isCentred: false);
        Assert.Equal(3, zero.Count);
        Assert.Equal(44.0 / 3, zero.SharedS[0, 0], 1e-12);
        Assert.Equal(46.0 / 3, zero.SharedC[0, 0], 1e-12);

        // About the means 10/3 and 3.
        CrossMoments about = sums.ToMoments(isCentred: true);
        Assert.Equal((44.0 / 3) - (100.0 / 9), about.SharedS[0, 0], 1e-12);
        Assert.Equal((46.0 / 3) - 10, about.SharedC[0, 0], 1e-12);
    }

    [Fact]
    public void Blocks_leave_no_trace()
    {
        Matrix x = SeededMatrices.Uniform(700, 30, seed: 1);
        Matrix y = SeededMatrices.Uniform(700, 7, seed: 2);
        CrossMomentSums whole = new(30, 7);
        whole.Add(x, y, [200, 500], _ => true);
        CrossMomentSums parts = new(30, 7);
        parts.Add(Rows(x, 0, 1), Rows(y, 0, 1), [1], _ => false);
        parts.Add(Rows(x, 1, 300), Rows(y, 1, 300), [199, 100], part => part == 0);
        parts.Add(Rows(x, 300, 300), Rows(y, 300, 300), [0], _ => false);
        parts.Add(Rows(x, 300, 700), Rows(y, 300, 700), [400], _ => true);

        (CrossMoments expected, CrossMoments actual) = (whole.ToMoments(true), parts.ToMoments(true));
        Assert.Equal(expected.S.Data, actual.S.Data);
        Assert.Equal(expected.C.Data, actual.C.Data);
        Assert.Equal(expected.EnergyY, actual.EnergyY);
        Assert.Equal(expected.SharedS.Data, actual.SharedS.Data);
        Assert.Equal(expected.SharedC.Data, actual.SharedC.Data);
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
