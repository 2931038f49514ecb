using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Rings whose filters are combinations of b that all channels share. With R2 = 1 the w = R1 combinations of the input channels each
/// meet the b = R0 filters: W(t,c,i,j) = sum over w, b of G1(b,t,w) U(c,w) F(i,j,b). With R0 = 1 it is the other way round: the input
/// channels meet the b = R2 filters and are combined to w = R1 channels, of which the outputs are made.
/// Trained kernels are smooth, and so are the maps they see: few filters carry most of the output.
/// </summary>
internal sealed class SpatialBasis
{
    private readonly OrderedTarget _ordered;
    private readonly KernelShape _shape;
    private readonly Matrix _filters;

    /// <summary>Finds the filters, the best first.</summary>
    public SpatialBasis(FittingTarget target)
    {
        _ordered = target.InOrder(columnsFirst: false);
        _shape = target.Shape;
        int positions = _shape.Height * _shape.Width;
        Matrix unfolded = Unfold(_ordered.Kernel, positions);
        if (_ordered.Moment.Positions(positions) is { } moment)
        {
            (Matrix root, Matrix inverse) = SquareRoot.Of(moment, PatchMoment.Floor);
            TruncatedSvd svd = TruncatedSvd.Of(MatrixProduct.Multiply(root, unfolded));
            _filters = MatrixProduct.Multiply(inverse, svd.Factors(svd.NumericalRank).Left);
        }
        else
        {
            TruncatedSvd svd = TruncatedSvd.Of(unfolded);
            _filters = svd.Factors(svd.NumericalRank).Left;
        }
    }

    /// <summary>The largest b.</summary>
    public int MostFilters => _filters.Columns;

    /// <summary>The ranks of a ring.</summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="onInputs">Whether the filters meet combinations of the inputs (R2 = 1) or the inputs themselves (R0 = 1).</param>
    /// <param name="filters">b.</param>
    /// <param name="width">w.</param>
    public static RingRanks Ranks(KernelShape shape, bool onInputs, int filters, int width) => onInputs
        ? new RingRanks(filters, width, 1, shape.Height)
        : new RingRanks(1, width, filters, shape.Width);

    /// <summary>E for each w from 1 on.</summary>
    /// <inheritdoc cref="Ranks"/>
    public double[] Errors(bool onInputs, int filters)
    {
        Matrix few = _filters.LeadingColumns(filters);
        if (onInputs)
        {
            (StageGram gram, Matrix side) = System(few, _ordered.Basis(_shape.InputChannels));
            return LastStage.Errors(gram, side, _ordered.Basis(_shape.InputChannels).Columns, _ordered.SquaredNorm);
        }

        (_, double[] squares) = Outputs(few, out _);
        double[] errors = new double[squares.Length];
        double left = _ordered.SquaredNorm;
        for (int width = 0; width < squares.Length; width++)
        {
            left -= squares[width];
            errors[width] = _ordered.SquaredNorm > 0 ? Math.Max(0, left) / _ordered.SquaredNorm : 0;
        }

        return errors;
    }

    /// <summary>The ring.</summary>
    /// <inheritdoc cref="Ranks"/>
    public TensorRingKernel Ring(bool onInputs, int filters, int width)
    {
        Matrix few = _filters.LeadingColumns(filters);
        return onInputs ? RingOnInputs(few, width) : RingOnOutputs(few, width);
    }

    private TensorRingKernel RingOnInputs(Matrix filters, int width)
    {
        int b = filters.Columns;
        // Zeros beyond the kernel's rank, which may be below that of the kernel for which a ring was chosen.
        Matrix channels = _ordered.Basis(_shape.InputChannels).LeadingColumns(width);
        (StageGram gram, Matrix side) = System(filters, channels);
        // Rows (w, b).
        Matrix outputs = gram.Solve(side, LastStage.Ridge);
        return new TensorRingKernel(
        [
            Core(b, _shape.OutputChannels, width, (r0, t, r1) => outputs[(r1 * b) + r0, t]),
            Core(width, _shape.InputChannels, 1, (r1, c, _) => channels[c, r1]),
            Core(1, _shape.Height, _shape.Height, (_, i, r3) => i == r3 ? 1 : 0),
            Core(_shape.Height, _shape.Width, b, (r3, j, r0) => filters[(r3 * _shape.Width) + j, r0]),
        ]);
    }

    private TensorRingKernel RingOnOutputs(Matrix filters, int width)
    {
        int b = filters.Columns;
        (Matrix vectors, _) = Outputs(filters, out Matrix kernel);
        Matrix leading = new(width, _shape.OutputChannels, vectors.Data[..(width * _shape.OutputChannels)]);
        // Rows (c, b), a column for each w.
        Matrix channels = MatrixProduct.Multiply(kernel, leading.Transpose());
        return new TensorRingKernel(
        [
            Core(1, _shape.OutputChannels, width, (_, t, r1) => leading[r1, t]),
            Core(width, _shape.InputChannels, b, (r1, c, r2) => channels[(c * b) + r2, r1]),
            Core(b, _shape.Height, _shape.Width, (r2, i, r3) => filters[(i * _shape.Width) + r3, r2]),
            Core(_shape.Width, _shape.Width, 1, (r3, j, _) => j == r3 ? 1 : 0),
        ]);
    }

    // The system for the outputs behind U kron F.
    private (StageGram Gram, Matrix Side) System(Matrix filters, Matrix channels) => (
        _ordered.Moment.Gram(channels, _ordered.Kernel.Rows).Combine(filters),
        StageGram.CombineRows(_ordered.Side(channels), filters));

    // The best kernel (C b) x T behind I kron F, and of what it explains the directions among the outputs, the best first, one a row.
    private (Matrix Vectors, double[] Squares) Outputs(Matrix filters, out Matrix kernel)
    {
        StageGram gram = _ordered.Moment.Gram(new Matrix(1, 1, [1]), _ordered.Kernel.Rows).Combine(filters);
        Matrix side = StageGram.CombineRows(_ordered.Weighted, filters);
        kernel = gram.Solve(side, LastStage.Ridge);
        SymmetricEigen eigen = SymmetricEigen.Decompose(MatrixProduct.Multiply(kernel.Transpose(), side));
        int count = Math.Min(_shape.OutputChannels, kernel.Rows);
        return (eigen.LeadingVectors(count), [.. eigen.Values.Take(count).Select(value => Math.Max(0, value))]);
    }

    // (c, position) x t to position x (c, t).
    private Matrix Unfold(Matrix kernel, int positions)
    {
        Matrix result = new(positions, _shape.InputChannels * kernel.Columns);
        for (int c = 0; c < _shape.InputChannels; c++)
        {
            for (int position = 0; position < positions; position++)
            {
                kernel.Row((c * positions) + position).CopyTo(result.Row(position)[(c * kernel.Columns)..]);
            }
        }

        return result;
    }

    private static RingCore Core(int before, int size, int after, Func<int, int, int, double> element)
    {
        double[] data = new double[before * size * after];
        int index = 0;
        for (int a = 0; a < before; a++)
        {
            for (int n = 0; n < size; n++)
            {
                for (int b = 0; b < after; b++)
                {
                    data[index++] = element(a, n, b);
                }
            }
        }

        return new RingCore(before, size, after, data);
    }
}
