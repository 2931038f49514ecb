using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// What the other three cores of a ring make of one core: unfolded along that core's mode k, the kernel is a matrix product,
/// W_(k) = G_k (n_k x R R') Env_k (R R' x rest). The kernel is linear in each core by itself.
/// </summary>
internal sealed class RingEnvironment
{
    private readonly KernelShape _shape;
    private readonly int _mode;
    private readonly Matrix _environment;
    private readonly Matrix _transposed;

    private RingEnvironment(KernelShape shape, int mode, Matrix environment)
    {
        _shape = shape;
        _mode = mode;
        _environment = environment;
        _transposed = environment.Transpose();
    }

    /// <summary>Contracts the other three cores.</summary>
    public static RingEnvironment Of(TensorRingKernel ring, int mode)
    {
        // tail(b, rest, a): the cores after the mode, in the order of the circle; b is the rank after it, a the rank before.
        RingCore first = ring.Cores[(mode + 1) % KernelShape.Modes];
        Matrix tail = new(first.Before * first.Size, first.After, first.Data);
        for (int step = 2; step < KernelShape.Modes; step++)
        {
            RingCore core = ring.Cores[(mode + step) % KernelShape.Modes];
            tail = MatrixProduct.Multiply(
                tail.Reshape(tail.Data.Length / core.Before, core.Before), new Matrix(core.Before, core.Size * core.After, core.Data));
        }

        int before = ring.Cores[mode].Before;
        int after = ring.Cores[mode].After;
        int rest = tail.Data.Length / (before * after);
        Matrix environment = new(before * after, rest);
        for (int b = 0; b < after; b++)
        {
            for (int v = 0; v < rest; v++)
            {
                for (int a = 0; a < before; a++)
                {
                    environment[(a * after) + b, v] = tail.Data[(((b * rest) + v) * before) + a];
                }
            }
        }

        return new RingEnvironment(ring.Shape, mode, environment);
    }

    /// <summary>The core as the matrix n_k x (R R').</summary>
    public static Matrix ToMatrix(RingCore core)
    {
        Matrix matrix = new(core.Size, core.Before * core.After);
        for (int a = 0; a < core.Before; a++)
        {
            for (int n = 0; n < core.Size; n++)
            {
                for (int b = 0; b < core.After; b++)
                {
                    matrix[n, (a * core.After) + b] = core[a, n, b];
                }
            }
        }

        return matrix;
    }

    /// <summary>The matrix n_k x (R R') as a core.</summary>
    public static RingCore ToCore(Matrix matrix, int before, int after)
    {
        double[] data = new double[matrix.Data.Length];
        for (int a = 0; a < before; a++)
        {
            for (int n = 0; n < matrix.Rows; n++)
            {
                for (int b = 0; b < after; b++)
                {
                    data[(((a * matrix.Rows) + n) * after) + b] = matrix[n, (a * after) + b];
                }
            }
        }

        return new RingCore(before, matrix.Rows, after, data);
    }

    /// <summary>The kernel T x (C kh kw) that a core gives.</summary>
    public Matrix ToKernel(Matrix core) => Fold(MatrixProduct.Multiply(core, _environment));

    /// <summary>The adjoint: from T x (C kh kw) to n_k x (R R').</summary>
    public Matrix Adjoint(Matrix kernel) => MatrixProduct.Multiply(Unfold(kernel), _transposed);

    // From n_k x rest, rest in the order of the circle after k, to T x (C kh kw): the first modes move to the front.
    private Matrix Fold(Matrix unfolded)
    {
        int moved = 1;
        for (int mode = _mode; mode < KernelShape.Modes && _mode > 0; mode++)
        {
            moved *= _shape[mode];
        }

        Matrix kernel = _mode == 0 ? unfolded : unfolded.Reshape(moved, unfolded.Data.Length / moved).Transpose();
        return kernel.Reshape(_shape.OutputChannels, kernel.Data.Length / _shape.OutputChannels);
    }

    private Matrix Unfold(Matrix kernel)
    {
        int moved = 1;
        for (int mode = 0; mode < _mode; mode++)
        {
            moved *= _shape[mode];
        }

        Matrix unfolded = _mode == 0 ? kernel : kernel.Reshape(moved, kernel.Data.Length / moved).Transpose();
        return unfolded.Reshape(_shape[_mode], unfolded.Data.Length / _shape[_mode]);
    }
}
