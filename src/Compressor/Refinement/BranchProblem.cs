using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// E of a convolution in branches as a function of its channels U and filters F alone: the outputs O behind them are always the best
/// ones, and so E's gradient is that with O fixed. Source: Golub and Pereyra, "The differentiation of pseudo-inverses and nonlinear
/// least squares problems whose variables separate", SIAM J. Numer. Anal. 10, 1973.
/// </summary>
internal sealed class BranchProblem
{
    // What is added to the diagonals of the preconditioner's blocks, as a part of their mean: the blocks leave out what branches have to do
    // with each other, and so trust no direction wholly.
    private const double Damping = 0.1;

    private readonly OrderedTarget _target;
    private readonly KernelShape _shape;
    private readonly BranchSize _size;
    private readonly int _offsets;
    private readonly int _patch;
    private readonly Matrix _moment;
    // (S W^T)^T, T x P.
    private readonly Matrix _weighted;
    // S as (o, o') x (c, c').
    private readonly Lazy<Matrix> _byOffsets;

    /// <summary>A problem.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="size">The widths.</param>
    /// <param name="moment">S, P x P.</param>
    public BranchProblem(OrderedTarget target, KernelShape shape, BranchSize size, Matrix moment)
    {
        _target = target;
        _shape = shape;
        _size = size;
        _offsets = shape.Height * shape.Width;
        _patch = shape.InputChannels * _offsets;
        _moment = moment;
        _weighted = target.Weighted.Transpose();
        _byOffsets = new Lazy<Matrix>(ByOffsets);
    }

    private int Features => _size.Branches * _size.Outputs;

    private int ChannelNumbers => _size.Branches * _shape.InputChannels;

    /// <summary>How many numbers x has: U, w x C, and F, (w, b) x (kh kw).</summary>
    public int Count => ChannelNumbers + (Features * _offsets);

    /// <summary>U, w x C.</summary>
    public Matrix Channels(double[] x) => new(_size.Branches, _shape.InputChannels, x[..ChannelNumbers]);

    /// <summary>F, (w, b) x (kh kw).</summary>
    public Matrix Filters(double[] x) => new(Features, _offsets, x[ChannelNumbers..]);

    /// <summary>E, and its gradient.</summary>
    /// <param name="x">U and F.</param>
    /// <param name="gradient">Gets the gradient.</param>
    /// <returns>E.</returns>
    public double Evaluate(double[] x, double[] gradient)
    {
        (Matrix channels, Matrix filters) = (Channels(x), Filters(x));
        Matrix features = Patch(channels, filters);
        Matrix weighed = Weighed(filters, Taken(channels));
        (Matrix outputs, double explained) = Outputs(features, weighed);
        if (_target.SquaredNorm == 0)
        {
            Array.Clear(gradient);
            return 0;
        }

        Matrix left = _weighted.Copy();
        VectorKernels.AddScaled(left.Data, -1, MatrixProduct.Multiply(outputs.Transpose(), weighed).Data);
        Matrix slope = MatrixProduct.Multiply(outputs, left);
        double scale = -2 / _target.SquaredNorm;
        for (int feature = 0; feature < Features; feature++)
        {
            int branch = feature / _size.Outputs;
            Span<double> ofChannels = gradient.AsSpan(branch * _shape.InputChannels, _shape.InputChannels);
            Span<double> ofFilter = gradient.AsSpan(ChannelNumbers + (feature * _offsets), _offsets);
            if (feature % _size.Outputs == 0)
            {
                ofChannels.Clear();
            }

            ofFilter.Clear();
            for (int c = 0; c < _shape.InputChannels; c++)
            {
                ReadOnlySpan<double> part = slope.Row(feature).Slice(c * _offsets, _offsets);
                ofChannels[c] += scale * VectorKernels.Dot(part, filters.Row(feature));
                VectorKernels.AddScaled(ofFilter, scale * channels[branch, c], part);
            }
        }

        return Math.Max(0, _target.SquaredNorm - explained) / _target.SquaredNorm;
    }

    /// <summary>O, (w, b) x T, the best ones.</summary>
    public Matrix Outputs(double[] x)
    {
        (Matrix channels, Matrix filters) = (Channels(x), Filters(x));
        return Outputs(Patch(channels, filters), Weighed(filters, Taken(channels))).Outputs;
    }

    /// <summary>
    /// About the inverse of E's second derivatives at a point: of those with O fixed the blocks of each branch's channels and of its filters.
    /// </summary>
    /// <param name="x">U and F.</param>
    /// <returns>What takes a gradient to a step.</returns>
    public Func<double[], double[]> Preconditioner(double[] x)
    {
        (Matrix channels, Matrix filters) = (Channels(x), Filters(x));
        Matrix taken = Taken(channels);
        Matrix outputs = Outputs(Patch(channels, filters), Weighed(filters, taken)).Outputs;
        (Cholesky OfChannels, Cholesky Before, Cholesky After)[] blocks = new (Cholesky, Cholesky, Cholesky)[_size.Branches];
        Matrix weights = new(_size.Branches, _offsets * _offsets);
        Matrix[] after = new Matrix[_size.Branches];
        for (int branch = 0; branch < _size.Branches; branch++)
        {
            after[branch] = MatrixProduct.RowGram(Rows(outputs, branch));
            Matrix filter = Rows(filters, branch);
            MatrixProduct.Multiply(filter.Transpose(), MatrixProduct.Multiply(after[branch], filter)).Data.CopyTo(weights.Row(branch));
        }

        Matrix inChannels = MatrixProduct.Multiply(weights, _byOffsets.Value);
        for (int branch = 0; branch < _size.Branches; branch++)
        {
            Matrix inFilters = new(_offsets, _offsets);
            for (int o = 0; o < _offsets; o++)
            {
                ReadOnlySpan<double> row = taken.Row(branch).Slice(o * _patch, _patch);
                for (int c = 0; c < _shape.InputChannels; c++)
                {
                    VectorKernels.AddScaled(inFilters.Row(o), channels[branch, c], row.Slice(c * _offsets, _offsets));
                }
            }

            blocks[branch] = (
                Cholesky.Of(new Matrix(_shape.InputChannels, _shape.InputChannels, [.. inChannels.Row(branch)]), Damping),
                Cholesky.Of(inFilters, Damping),
                Cholesky.Of(after[branch], Damping));
        }

        return gradient => Apply(blocks, gradient);
    }

    private double[] Apply((Cholesky OfChannels, Cholesky Before, Cholesky After)[] blocks, double[] gradient)
    {
        double[] step = new double[gradient.Length];
        double scale = _target.SquaredNorm / 2;
        for (int branch = 0; branch < blocks.Length; branch++)
        {
            int at = branch * _shape.InputChannels;
            VectorKernels.AddScaled(
                step.AsSpan(at, _shape.InputChannels), scale,
                blocks[branch].OfChannels.Solve(new Matrix(_shape.InputChannels, 1, gradient[at..(at + _shape.InputChannels)])).Data);
            int size = _size.Outputs * _offsets;
            at = ChannelNumbers + (branch * size);
            Matrix half = blocks[branch].After.Solve(new Matrix(_size.Outputs, _offsets, gradient[at..(at + size)]));
            VectorKernels.AddScaled(step.AsSpan(at, size), scale, blocks[branch].Before.Solve(half.Transpose()).Transpose().Data);
        }

        return step;
    }

    private (Matrix Outputs, double Explained) Outputs(Matrix features, Matrix weighed)
    {
        Matrix gram = new(Features, Features);
        MatrixProduct.AddProduct(gram, weighed, features, transposeB: true, lowerOnly: true);
        Matrix side = MatrixProduct.Multiply(features, _target.Weighted);
        Matrix outputs = Cholesky.Of(gram, LastStage.Ridge).Solve(side);
        return (outputs, VectorKernels.Dot(outputs.Data, side.Data));
    }

    // What each channel before the last stage is of the patch, (w, b) x P.
    private Matrix Patch(Matrix channels, Matrix filters)
    {
        Matrix patch = new(Features, _patch);
        for (int feature = 0; feature < Features; feature++)
        {
            for (int c = 0; c < _shape.InputChannels; c++)
            {
                VectorKernels.AddScaled(
                    patch.Row(feature).Slice(c * _offsets, _offsets), channels[feature / _size.Outputs, c], filters.Row(feature));
            }
        }

        return patch;
    }

    // (U kron I) S, w x (o, P).
    private Matrix Taken(Matrix channels) =>
        MatrixProduct.Multiply(channels, _moment.Reshape(_shape.InputChannels, _offsets * _patch));

    // The same for the channels before the last stage, (w, b) x P.
    private Matrix Weighed(Matrix filters, Matrix taken)
    {
        Matrix weighed = new(Features, _patch);
        for (int feature = 0; feature < Features; feature++)
        {
            ReadOnlySpan<double> rows = taken.Row(feature / _size.Outputs);
            for (int o = 0; o < _offsets; o++)
            {
                VectorKernels.AddScaled(weighed.Row(feature), filters[feature, o], rows.Slice(o * _patch, _patch));
            }
        }

        return weighed;
    }

    private Matrix Rows(Matrix matrix, int branch)
    {
        int size = _size.Outputs * matrix.Columns;
        return new Matrix(_size.Outputs, matrix.Columns, matrix.Data[(branch * size)..((branch + 1) * size)]);
    }

    private Matrix ByOffsets()
    {
        int channels = _shape.InputChannels;
        Matrix result = new(_offsets * _offsets, channels * channels);
        for (int row = 0; row < _patch; row++)
        {
            (int c, int o) = (row / _offsets, row % _offsets);
            for (int column = 0; column < _patch; column++)
            {
                result[(o * _offsets) + (column % _offsets), (c * channels) + (column / _offsets)] = _moment[row, column];
            }
        }

        return result;
    }
}
