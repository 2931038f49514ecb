using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>Adds up samples, block after block. The sums do not depend on how samples are cut into blocks.</summary>
internal sealed class CrossMomentSums
{
    private readonly double[] _sumX;
    private readonly double[] _sumY;
    private readonly Matrix _gram;
    private readonly Matrix _cross;
    private readonly CrossMoments? _known;
    private double _energy;
    private long _count;

    /// <summary>Sums of nothing yet.</summary>
    /// <param name="sizeX">P.</param>
    /// <param name="sizeY">T.</param>
    /// <param name="known">Moments of the same x, of which the second is taken instead of being added up again; null for none.</param>
    public CrossMomentSums(int sizeX, int sizeY, CrossMoments? known = null)
    {
        _known = known;
        _sumX = new double[sizeX];
        _sumY = new double[sizeY];
        _gram = new Matrix(sizeX, sizeX);
        _cross = new Matrix(sizeX, sizeY);
    }

    /// <summary>Adds samples.</summary>
    /// <param name="x">A sample a row, n x P.</param>
    /// <param name="y">What belongs to it, n x T.</param>
    public void Add(Matrix x, Matrix y)
    {
        for (int row = 0; row < x.Rows; row++)
        {
            AddTo(_sumX, x.Row(row));
            AddTo(_sumY, y.Row(row));
            foreach (double number in y.Row(row))
            {
                _energy += number * number;
            }
        }

        Matrix features = x.Transpose();
        if (_known is null)
        {
            MatrixProduct.AddProduct(_gram, features, features, transposeB: true, lowerOnly: true);
        }

        MatrixProduct.AddProduct(_cross, features, y, transposeB: false, lowerOnly: false);
        _count += x.Rows;
    }

    /// <summary>The moments of what was added.</summary>
    /// <param name="isCentred">Whether second moments are about the means.</param>
    public CrossMoments ToMoments(bool isCentred)
    {
        double[] meanX = Mean(_sumX);
        double[] meanY = Mean(_sumY);
        Matrix s = new(_gram.Rows, _gram.Columns);
        Matrix c = new(_cross.Rows, _cross.Columns);
        for (int i = 0; i < s.Rows; i++)
        {
            double about = isCentred ? meanX[i] : 0;
            for (int j = 0; j <= i; j++)
            {
                // Tiles above the diagonal are not all filled.
                s[i, j] = s[j, i] = (_gram[i, j] / Math.Max(1, _count)) - (about * meanX[j]);
            }

            for (int t = 0; t < c.Columns; t++)
            {
                c[i, t] = (_cross[i, t] / Math.Max(1, _count)) - (about * meanY[t]);
            }
        }

        double mean = isCentred ? meanY.Sum(number => number * number) : 0;
        return new CrossMoments
        {
            Count = _count,
            IsCentred = isCentred,
            MeanX = meanX,
            MeanY = meanY,
            S = _known?.S ?? s,
            C = c,
            EnergyY = Math.Max(0, (_energy / Math.Max(1, _count)) - mean),
        };
    }

    private static void AddTo(double[] sums, ReadOnlySpan<double> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            sums[i] += numbers[i];
        }
    }

    private double[] Mean(double[] sums) => [.. sums.Select(sum => sum / Math.Max(1, _count))];
}
