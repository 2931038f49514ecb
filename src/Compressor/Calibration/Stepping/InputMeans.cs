using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Makes of an input's samples the one sample that they have in common: their mean, scaled so that its square counts
/// once for each of them. Samples come in the order of their inputs, in as many blocks as it takes.
/// </summary>
internal sealed class InputMeans
{
    private readonly double[] _sumX;
    private readonly double[] _sumY;
    private int _open;

    /// <summary>Means of nothing yet.</summary>
    /// <param name="sizeX">P.</param>
    /// <param name="sizeY">T.</param>
    public InputMeans(int sizeX, int sizeY)
    {
        _sumX = new double[sizeX];
        _sumY = new double[sizeY];
    }

    /// <summary>How many samples the inputs had that have ended.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a block of samples.</summary>
    /// <param name="x">A sample a row, n x P.</param>
    /// <param name="y">What belongs to it, n x T.</param>
    /// <param name="parts">How many of the samples, one after the other, belong to each part of an input.</param>
    /// <param name="endsInput">Whether a part is the last of its input.</param>
    /// <returns>A row for each input that has ended here.</returns>
    public (Matrix X, Matrix Y) Take(Matrix x, Matrix y, IReadOnlyList<int> parts, Func<int, bool> endsInput)
    {
        int most = Enumerable.Range(0, parts.Count).Count(endsInput);
        Matrix meansX = new(most, x.Columns);
        Matrix meansY = new(most, y.Columns);
        int row = 0;
        int ended = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            for (int last = row + parts[part]; row < last; row++)
            {
                VectorKernels.AddScaled(_sumX, 1, x.Row(row));
                VectorKernels.AddScaled(_sumY, 1, y.Row(row));
                _open++;
            }

            if (endsInput(part) && _open > 0)
            {
                // sqrt(n) sum / n.
                double scale = 1 / Math.Sqrt(_open);
                Close(_sumX, scale, meansX.Row(ended));
                Close(_sumY, scale, meansY.Row(ended++));
                Count += _open;
                _open = 0;
            }
        }

        // Rows of zeros remain for inputs without a sample: they add nothing.
        return (meansX, meansY);
    }

    private static void Close(double[] sum, double scale, Span<double> mean)
    {
        VectorKernels.AddScaled(mean, scale, sum);
        Array.Clear(sum);
    }
}
