using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>A second moment that is known whole.</summary>
internal sealed class DenseMoment : PatchMoment
{
    // What is added to the diagonal, as a part of its mean: patches never seen must not cost nothing.
    private const double Ridge = 1e-6;

    private readonly Matrix _moment;
    private readonly Dictionary<int, Matrix> _prefixes = [];

    private DenseMoment(Matrix moment) => _moment = moment;

    /// <summary>Wraps S, P x P and symmetric, which stays as it is.</summary>
    public static DenseMoment Of(Matrix moment)
    {
        double mean = 0;
        for (int i = 0; i < moment.Rows; i++)
        {
            mean += moment[i, i] / moment.Rows;
        }

        return new DenseMoment(moment.Ridged(mean > 0 ? Ridge * mean : 1));
    }

    /// <inheritdoc/>
    public override Matrix Weigh(Matrix x) => MatrixProduct.Multiply(Prefix(x.Rows), x);

    /// <inheritdoc/>
    public override Matrix Whole(int size) => Prefix(size);

    /// <inheritdoc/>
    public override StageGram Gram(Matrix left, int prefix)
    {
        Matrix transposed = left.Transpose();
        int rest = prefix / left.Rows;
        int q = left.Columns * rest;
        // (a, m) x P, then its transpose P x (a, m) once more: M is symmetric, so each step is one product without moving M.
        Matrix half = MatrixProduct.Multiply(transposed, Prefix(prefix).Reshape(left.Rows, rest * prefix)).Reshape(q, prefix).Transpose();
        return new StageGram(MatrixProduct.Multiply(transposed, half.Reshape(left.Rows, rest * q)).Reshape(q, q), 1);
    }

    /// <inheritdoc/>
    public override (Func<Matrix, Matrix> Root, Func<Matrix, Matrix> Inverse) Roots(int prefix)
    {
        (Matrix root, Matrix inverse) = SquareRoot.Of(Prefix(prefix), Floor);
        return (x => MatrixProduct.Multiply(root, x), x => MatrixProduct.Multiply(inverse, x));
    }

    /// <inheritdoc/>
    public override Matrix? Channels(int count) => Prefix(count);

    /// <inheritdoc/>
    public override Matrix? Positions(int count)
    {
        int channels = _moment.Rows / count;
        Matrix mean = new(count, count);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                for (int c = 0; c < channels; c++)
                {
                    mean[a, b] += _moment[(c * count) + a, (c * count) + b] / channels;
                }
            }
        }

        return mean;
    }

    /// <inheritdoc/>
    public override PatchMoment Reordered(int[] order)
    {
        Matrix result = new(_moment.Rows, _moment.Columns);
        for (int a = 0; a < order.Length; a++)
        {
            for (int b = 0; b < order.Length; b++)
            {
                result[a, b] = _moment[order[a], order[b]];
            }
        }

        return new DenseMoment(result);
    }

    private Matrix Prefix(int size)
    {
        if (size == _moment.Rows)
        {
            return _moment;
        }

        if (!_prefixes.TryGetValue(size, out Matrix? mean))
        {
            int rest = _moment.Rows / size;
            mean = new Matrix(size, size);
            for (int a = 0; a < size; a++)
            {
                for (int b = 0; b < size; b++)
                {
                    double sum = 0;
                    for (int s = 0; s < rest; s++)
                    {
                        sum += _moment[(a * rest) + s, (b * rest) + s];
                    }

                    mean[a, b] = sum / rest;
                }
            }

            _prefixes[size] = mean;
        }

        return mean;
    }
}
