using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// The least-squares problem of one stage while the others stay: W' = sum over branches r of (L_r kron I) G R_r, where L_r (p x a) is
/// the product of the stages before and R_r (b x numbers taken later, T) that of the stages after. A chain has one branch; the
/// spatial cores of a ring are shared by R1 of them.
/// </summary>
internal sealed class StageProblem
{
    private const int Steps = 6;

    // Where conjugate gradients stop: this part of the first preconditioned residual.
    private const double Precision = 1e-6;

    // What keeps the preconditioner finite where stages are redundant.
    private const double Ridge = 1e-8;

    private readonly OrderedTarget _target;
    private readonly Matrix[] _left;
    private readonly Matrix[] _leftTransposed;
    private readonly Matrix[] _right;
    private readonly Matrix[] _rightTransposed;
    private readonly int _taken;

    /// <summary>Prepares the problem.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="left">L_r, p x a.</param>
    /// <param name="taken">m, how many numbers of the patch the stage takes.</param>
    /// <param name="right">R_r, b x rest.</param>
    public StageProblem(OrderedTarget target, Matrix[] left, int taken, Matrix[] right)
    {
        _target = target;
        _left = left;
        _leftTransposed = [.. left.Select(matrix => matrix.Transpose())];
        _right = right;
        _rightTransposed = [.. right.Select(matrix => matrix.Transpose())];
        _taken = taken;
    }

    private int Inputs => _left[0].Columns;

    private int Outputs => _right[0].Rows;

    /// <summary>
    /// Moves G, (a m) x b, towards the least error by preconditioned conjugate gradients; each step lowers the error. The
    /// preconditioner is the problem with the moment of what is taken later replaced by the identity, which makes it a Kronecker product.
    /// </summary>
    public Matrix Solve(Matrix start)
    {
        Matrix x = start.Copy();
        StageGram gram = LeftGram();
        Cholesky before = Cholesky.Of(gram.Inner, Ridge);
        Cholesky after = Cholesky.Of(Sum(_right.Select(MatrixProduct.RowGram)), Ridge);
        Matrix Precondition(Matrix residual)
        {
            Matrix half = before.Solve(residual.Reshape(gram.Inner.Rows, residual.Data.Length / gram.Inner.Rows));
            return after.Solve(half.Reshape(residual.Rows, residual.Columns).Transpose()).Transpose();
        }


        Matrix difference = _target.Kernel.Copy();
        VectorKernels.AddScaled(difference.Data, -1, Apply(x).Data);
        Matrix residual = Adjoint(_target.Moment.Weigh(difference));
        Matrix scaled = Precondition(residual);
        Matrix direction = scaled;
        double product = VectorKernels.Dot(residual.Data, scaled.Data);
        double first = product;
        for (int step = 0; step < Steps && product > Precision * first; step++)
        {
            Matrix image = Adjoint(_target.Moment.Weigh(Apply(direction)));
            double curvature = VectorKernels.Dot(direction.Data, image.Data);
            if (!(curvature > 0))
            {
                break;
            }

            double length = product / curvature;
            VectorKernels.AddScaled(x.Data, length, direction.Data);
            VectorKernels.AddScaled(residual.Data, -length, image.Data);
            scaled = Precondition(residual);
            double next = VectorKernels.Dot(residual.Data, scaled.Data);
            Matrix turned = scaled.Copy();
            VectorKernels.AddScaled(turned.Data, next / product, direction.Data);
            (direction, product) = (turned, next);
        }

        return x;
    }

    /// <summary>The kernel P x T that a stage G gives.</summary>
    public Matrix Apply(Matrix stage)
    {
        Matrix kernel = new(_target.Kernel.Rows, _target.Kernel.Columns);
        for (int branch = 0; branch < _left.Length; branch++)
        {
            Matrix part = MatrixProduct.Multiply(_left[branch], stage.Reshape(Inputs, _taken * Outputs));
            MatrixProduct.AddProduct(
                kernel.Reshape(_left[branch].Rows * _taken, _right[branch].Columns),
                part.Reshape(_left[branch].Rows * _taken, Outputs),
                _right[branch], transposeB: false, lowerOnly: false);
        }

        return kernel;
    }

    /// <summary>The adjoint of <see cref="Apply"/>: from P x T to (a m) x b.</summary>
    public Matrix Adjoint(Matrix kernel)
    {
        Matrix stage = new(Inputs * _taken, Outputs);
        for (int branch = 0; branch < _left.Length; branch++)
        {
            Matrix part = MatrixProduct.Multiply(
                kernel.Reshape(_left[branch].Rows * _taken, _right[branch].Columns), _rightTransposed[branch]);
            MatrixProduct.AddProduct(
                stage.Reshape(Inputs, _taken * Outputs),
                _leftTransposed[branch],
                part.Reshape(_left[branch].Rows, _taken * Outputs), transposeB: false, lowerOnly: false);
        }

        return stage;
    }

    private StageGram LeftGram()
    {
        StageGram[] grams = [.. _left.Select(matrix => _target.Moment.Gram(matrix, matrix.Rows * _taken))];
        return new StageGram(Sum(grams.Select(gram => gram.Inner)), grams[0].Repeats);
    }

    private static Matrix Sum(IEnumerable<Matrix> matrices)
    {
        Matrix? sum = null;
        foreach (Matrix matrix in matrices)
        {
            if (sum is null)
            {
                sum = matrix.Copy();
            }
            else
            {
                VectorKernels.AddScaled(sum.Data, 1, matrix.Data);
            }
        }

        return sum!;
    }
}
