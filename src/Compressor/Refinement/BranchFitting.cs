using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Fits convolutions in branches: a start from the leading combinations of the input channels, each with the filters that serve it best by
/// itself, then all channels and filters together (<see cref="BranchProblem"/>). No step raises the error.
/// </summary>
internal sealed class BranchFitting
{
    // The most steps of a fit, and the least where more would take long.
    private const int MostSteps = 150;
    private const int LeastSteps = 40;

    // Steps after which a fit shows nearly what it will give.
    private const int DraftSteps = 30;

    // The work of a fit, in multiply-adds of its largest product: some seconds of one core.
    private const double MostWork = 1e10;

    // Ten steps that gain less than this part of the error are the last ones.
    private const double LeastGain = 0.002;

    private readonly FittingTarget _target;
    private readonly OrderedTarget _ordered;
    private readonly KernelShape _shape;
    private readonly int _offsets;
    private readonly Matrix _moment;
    private readonly Matrix _channels;
    private readonly Matrix[] _filters;
    private readonly double[][] _squares;

    /// <summary>Finds the combinations of channels and, for each, its filters, the best first.</summary>
    public BranchFitting(FittingTarget target)
    {
        _target = target;
        _shape = target.Shape;
        _ordered = target.InOrder(columnsFirst: false);
        _offsets = _shape.Height * _shape.Width;
        _moment = _ordered.Moment.Whole(_ordered.Kernel.Rows);
        _channels = _ordered.Basis(_shape.InputChannels);
        // The combinations are orthonormal in the channels' moment M: M U takes the kernel apart into what each of them gives.
        Matrix parts = MatrixProduct.Multiply(
            _ordered.Moment.Weigh(_channels).Transpose(), _ordered.Kernel.Reshape(_shape.InputChannels, _offsets * _shape.OutputChannels));
        _filters = new Matrix[_channels.Columns];
        _squares = new double[_channels.Columns][];
        for (int branch = 0; branch < _filters.Length; branch++)
        {
            Matrix part = new(_offsets, _shape.OutputChannels, [.. parts.Row(branch)]);
            StageGram gram = _ordered.Moment.Gram(Column(branch), _ordered.Kernel.Rows);
            (Matrix root, Matrix inverse) = gram.Repeats > 1 ? (Matrix.Identity(_offsets), Matrix.Identity(_offsets)) : SquareRoot.Of(gram.Inner, PatchMoment.Floor);
            TruncatedSvd svd = TruncatedSvd.Of(MatrixProduct.Multiply(root, part));
            _filters[branch] = MatrixProduct.Multiply(inverse, svd.Factors(svd.NumericalRank).Left);
            _squares[branch] = svd.SquaredValues;
        }
    }

    /// <summary>The most branches of a start.</summary>
    /// <param name="filters">b.</param>
    public int MostBranches(int filters) => Order(filters).Length;

    /// <summary>E of the start, with the best outputs behind it, for each number of branches from 1 on.</summary>
    /// <param name="filters">b, the filters of a branch.</param>
    public double[] Errors(int filters)
    {
        int most = MostBranches(filters);
        Matrix features = StartOf(new BranchSize(most, filters)).Patch.Transpose();
        return LastStage.Errors(_ordered.Moment.Gram(features, features.Rows), _ordered.Side(features), most, _ordered.SquaredNorm);
    }

    /// <summary>The start.</summary>
    /// <param name="size">The widths.</param>
    public BranchFactors Start(BranchSize size)
    {
        BranchProblem problem = Problem(size);
        return ToFactors(problem, size, StartOf(size).Numbers);
    }

    /// <summary>Fits.</summary>
    /// <param name="size">The widths.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>The factors and their error E.</returns>
    public (BranchFactors Factors, double SquaredError) Fit(BranchSize size, CancellationToken cancellation) => Fit(size, StepsFor(size), cancellation);

    /// <summary>Fits with few steps.</summary>
    /// <inheritdoc cref="Fit(BranchSize, CancellationToken)"/>
    public (BranchFactors Factors, double SquaredError) Draft(BranchSize size, CancellationToken cancellation) => Fit(size, DraftSteps, cancellation);

    /// <summary>E after some steps.</summary>
    /// <param name="size">The widths.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="cancellation">Stops between two of them.</param>
    public double ErrorAfter(BranchSize size, int steps, CancellationToken cancellation)
    {
        BranchProblem problem = Problem(size);
        return QuasiNewton.Minimize(StartOf(size).Numbers, problem.Evaluate, problem.Preconditioner, steps, LeastGain, cancellation);
    }

    private (BranchFactors Factors, double SquaredError) Fit(BranchSize size, int steps, CancellationToken cancellation)
    {
        BranchProblem problem = Problem(size);
        double[] x = StartOf(size).Numbers;
        QuasiNewton.Minimize(x, problem.Evaluate, problem.Preconditioner, steps, LeastGain, cancellation);
        BranchFactors factors = ToFactors(problem, size, x);
        return (factors, _target.SquaredError(factors.Reconstruct()));
    }

    private int StepsFor(BranchSize size) =>
        (int)Math.Clamp(MostWork / ((double)_moment.Rows * _moment.Rows * size.Branches), LeastSteps, MostSteps);

    private BranchProblem Problem(BranchSize size) => new(_ordered, _shape, size, _moment);

    // With channels and filters of length 1, rounded to float32 as they will be stored, and the best outputs behind those.
    private BranchFactors ToFactors(BranchProblem problem, BranchSize size, double[] x)
    {
        Matrix channels = problem.Channels(x);
        Matrix filters = problem.Filters(x);
        Normalize(channels);
        Normalize(filters);
        Matrix outputs = problem.Outputs([.. channels.Data, .. filters.Data]);
        return new BranchFactors(_shape, size, channels.Data, filters.Data, outputs.Transpose().Data);
    }

    private static void Normalize(Matrix matrix)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            Span<double> numbers = matrix.Row(row);
            double norm = Math.Sqrt(VectorKernels.Dot(numbers, numbers));
            for (int k = 0; k < numbers.Length; k++)
            {
                numbers[k] = norm > 0 ? (float)(numbers[k] / norm) : 0;
            }
        }
    }

    // Combinations of channels with groups of b of their filters, what explains most first.
    private (int Channel, int Group)[] Order(int filters) =>
    [
        .. Enumerable.Range(0, _channels.Columns)
            .SelectMany(channel => Enumerable.Range(0, _offsets / filters).Select(group => (channel, group)))
            .OrderByDescending(branch => _squares[branch.channel].Skip(branch.group * filters).Take(filters).Sum()),
    ];

    // Zeros beyond what the kernel has, which may be less than the kernel had for which the widths were chosen.
    private (double[] Numbers, Matrix Patch) StartOf(BranchSize size)
    {
        Matrix channels = new(size.Branches, _shape.InputChannels);
        Matrix filters = new(size.Branches * size.Outputs, _offsets);
        Matrix patch = new(filters.Rows, _shape.InputChannels * _offsets);
        (int Channel, int Group)[] order = Order(size.Outputs);
        for (int branch = 0; branch < Math.Min(size.Branches, order.Length); branch++)
        {
            (int channel, int group) = order[branch];
            for (int c = 0; c < channels.Columns; c++)
            {
                channels[branch, c] = _channels[c, channel];
            }

            Matrix own = _filters[channel];
            for (int filter = 0; filter < size.Outputs && (group * size.Outputs) + filter < own.Columns; filter++)
            {
                int row = (branch * size.Outputs) + filter;
                for (int o = 0; o < _offsets; o++)
                {
                    filters[row, o] = own[o, (group * size.Outputs) + filter];
                }

                for (int c = 0; c < channels.Columns; c++)
                {
                    VectorKernels.AddScaled(patch.Row(row).Slice(c * _offsets, _offsets), channels[branch, c], filters.Row(row));
                }
            }
        }

        return ([.. channels.Data, .. filters.Data], patch);
    }

    private Matrix Column(int branch)
    {
        Matrix column = new(_channels.Rows, 1);
        for (int c = 0; c < column.Rows; c++)
        {
            column[c, 0] = _channels[c, branch];
        }

        return column;
    }
}
