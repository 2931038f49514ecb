using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Adds up samples, block after block, and the means of each input's samples. The sums do not depend on how samples are cut into blocks.
/// </summary>
internal sealed class CrossMomentSums
{
    private readonly double[] _sumX;
    private readonly double[] _sumY;
    private readonly Matrix _gram;
    private readonly Matrix _cross;
    private readonly CrossMoments? _known;
    private readonly InputMeans _inputs;
    private readonly Matrix _sharedGram;
    private readonly Matrix _sharedCross;
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
        _inputs = new InputMeans(sizeX, sizeY);
        _sharedGram = new Matrix(sizeX, sizeX);
        _sharedCross = new Matrix(sizeX, sizeY);
    }

    /// <summary>Adds samples.</summary>
    /// <param name="x">A sample a row, n x P.</param>
    /// <param name="y">What belongs to it, n x T.</param>
    /// <param name="parts">How many of the samples, one after the other, belong to each part of an input.</param>
    /// <param name="endsInput">Whether a part is the last of its input.</param>
    public void Add(Matrix x, Matrix y, IReadOnlyList<int> parts, Func<int, bool> endsInput)
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

        AddProducts(x, y, _gram, _cross);
        _count += x.Rows;
        (Matrix meansX, Matrix meansY) = _inputs.Take(x, y, parts, endsInput);
        AddProducts(meansX, meansY, _sharedGram, _sharedCross);
    }

    /// <summary>The moments of what was added.</summary>
    /// <param name="isCentred">Whether second moments are about the means.</param>
    public CrossMoments ToMoments(bool isCentred)
    {
        double[] meanX = Mean(_sumX);
        double[] meanY = Mean(_sumY);
        (Matrix s, Matrix c) = Normalize(_gram, _cross, isCentred ? 1 : 0, meanX, meanY);
        double ended = (double)_inputs.Count / Math.Max(1, _count);
        (Matrix sharedS, Matrix sharedC) = Normalize(_sharedGram, _sharedCross, isCentred ? ended : 0, meanX, meanY);
        double mean = isCentred ? meanY.Sum(number => number * number) : 0;
        return new CrossMoments
        {
            Count = _count,
            IsCentred = isCentred,
            MeanX = meanX,
            MeanY = meanY,
            S = _known?.S ?? s,
            C = c,
            SharedS = _known?.SharedS ?? sharedS,
            SharedC = sharedC,
            EnergyY = Math.Max(0, (_energy / Math.Max(1, _count)) - mean),
        };
    }

    // Means of products, about the means as often as asked for.
    private (Matrix S, Matrix C) Normalize(Matrix gram, Matrix cross, double aboutMeans, double[] meanX, double[] meanY)
    {
        Matrix s = new(gram.Rows, gram.Columns);
        Matrix c = new(cross.Rows, cross.Columns);
        for (int i = 0; i < s.Rows; i++)
        {
            double about = aboutMeans * meanX[i];
            for (int j = 0; j <= i; j++)
            {
                // Tiles above the diagonal are not all filled.
                s[i, j] = s[j, i] = (gram[i, j] / Math.Max(1, _count)) - (about * meanX[j]);
            }

            for (int t = 0; t < c.Columns; t++)
            {
                c[i, t] = (cross[i, t] / Math.Max(1, _count)) - (about * meanY[t]);
            }
        }

        return (s, c);
    }

    private void AddProducts(Matrix x, Matrix y, Matrix gram, Matrix cross)
    {
        Matrix features = x.Transpose();
        if (_known is null)
        {
            MatrixProduct.AddProduct(gram, features, features, transposeB: true, lowerOnly: true);
        }

        MatrixProduct.AddProduct(cross, features, y, transposeB: false, lowerOnly: false);
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
