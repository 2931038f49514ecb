using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// The norm of a kernel's change that counts what the network's inputs make of it:
/// E = tr((W - W') S (W - W')^T) / tr(W S W^T), the mean squared change of the layer's output over its mean square.
/// </summary>
internal sealed class SecondMomentNorm
{
    private readonly double _reference;

    /// <summary>Prepares for a kernel.</summary>
    /// <param name="kernel">W, T x (C kh kw).</param>
    /// <param name="secondMoment">S, symmetric.</param>
    public SecondMomentNorm(Matrix kernel, Matrix secondMoment)
    {
        Kernel = kernel;
        SecondMoment = secondMoment;
        _reference = VectorKernels.Dot(MatrixProduct.Multiply(kernel, secondMoment).Data, kernel.Data);
    }

    /// <summary>W.</summary>
    public Matrix Kernel { get; }

    /// <summary>S.</summary>
    public Matrix SecondMoment { get; }

    /// <summary>(W - W') S.</summary>
    public Matrix Residual(Matrix approximation)
    {
        Matrix difference = new(Kernel.Rows, Kernel.Columns, (double[])Kernel.Data.Clone());
        VectorKernels.AddScaled(difference.Data, -1, approximation.Data);
        return MatrixProduct.Multiply(difference, SecondMoment);
    }

    /// <summary>E of an approximation W'.</summary>
    public double SquaredError(Matrix approximation)
    {
        Matrix difference = new(Kernel.Rows, Kernel.Columns, (double[])Kernel.Data.Clone());
        VectorKernels.AddScaled(difference.Data, -1, approximation.Data);
        double error = VectorKernels.Dot(MatrixProduct.Multiply(difference, SecondMoment).Data, difference.Data);
        return _reference > 0 ? Math.Max(0, error) / _reference : 0;
    }
}
