using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Tests.LinearAlgebra;

/// <summary>Expectations on matrices.</summary>
internal static class MatrixAssert
{
    /// <summary>The same sizes, and no number off by more than the tolerance.</summary>
    public static void Near(Matrix expected, Matrix actual, double tolerance)
    {
        Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (int i = 0; i < expected.Data.Length; i++)
        {
            Assert.Equal(expected.Data[i], actual.Data[i], tolerance);
        }
    }

    /// <summary>The unit matrix, but for the tolerance.</summary>
    public static void IsIdentity(Matrix actual, double tolerance) => Near(Identity(actual.Rows), actual, tolerance);

    /// <summary>The unit matrix.</summary>
    public static Matrix Identity(int size)
    {
        Matrix result = new(size, size);
        for (int i = 0; i < size; i++)
        {
            result[i, i] = 1;
        }

        return result;
    }
}
