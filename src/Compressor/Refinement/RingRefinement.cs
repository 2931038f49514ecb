using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Moves the cores of a ring to a smaller error in the second-moment norm: alternating least squares, one core after the other,
/// each linear problem by conjugate gradients from the core as it is. Every step lowers the error or leaves it.
/// </summary>
internal static class RingRefinement
{
    private const int Sweeps = 8;
    private const int GradientSteps = 12;

    // A core with few rows between large ranks, as the spatial ones can be, has a huge environment and little freedom: beyond this many
    // numbers it stays as it is.
    private const long LargestEnvironment = 1_000_000;

    // A sweep that gains less than this part of the error is the last one.
    private const double LeastGain = 0.003;

    /// <summary>Refines.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="cancellation">Stops between two cores.</param>
    /// <returns>The refined ring and its squared error E.</returns>
    public static (TensorRingKernel Ring, double SquaredError) Refine(TensorRingKernel ring, SecondMomentNorm norm, CancellationToken cancellation)
    {
        double error = norm.SquaredError(ToMatrix(ring));
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double before = error;
            foreach (int mode in (int[])[0, 3, 1, 2])
            {
                cancellation.ThrowIfCancellationRequested();
                if (EnvironmentSize(ring, mode) > LargestEnvironment)
                {
                    continue;
                }

                (TensorRingKernel improved, double improvedError) = RefineCore(ring, mode, norm);
                if (improvedError < error)
                {
                    (ring, error) = (improved, improvedError);
                }
            }

            if (before - error <= LeastGain * before)
            {
                break;
            }
        }

        return (ring, error);
    }

    private static (TensorRingKernel Ring, double SquaredError) RefineCore(TensorRingKernel ring, int mode, SecondMomentNorm norm)
    {
        RingCore core = ring.Cores[mode];
        RingEnvironment environment = RingEnvironment.Of(ring, mode);
        Matrix x = RingEnvironment.ToMatrix(core);
        // The gradient of the quadratic; H(p) = Adjoint(ToKernel(p) S).
        Matrix residual = environment.Adjoint(norm.Residual(environment.ToKernel(x)));
        Matrix direction = new(residual.Rows, residual.Columns, (double[])residual.Data.Clone());
        double square = VectorKernels.Dot(residual.Data, residual.Data);
        double target = square * 1e-8;
        for (int step = 0; step < GradientSteps && square > target && square > 0; step++)
        {
            Matrix image = environment.Adjoint(MatrixProduct.Multiply(environment.ToKernel(direction), norm.SecondMoment));
            double curvature = VectorKernels.Dot(direction.Data, image.Data);
            if (!(curvature > 0))
            {
                break;
            }

            double length = square / curvature;
            VectorKernels.AddScaled(x.Data, length, direction.Data);
            VectorKernels.AddScaled(residual.Data, -length, image.Data);
            double next = VectorKernels.Dot(residual.Data, residual.Data);
            double carry = next / square;
            for (int i = 0; i < direction.Data.Length; i++)
            {
                direction.Data[i] = residual.Data[i] + (carry * direction.Data[i]);
            }

            square = next;
        }

        RingCore[] cores = [.. ring.Cores];
        cores[mode] = RingEnvironment.ToCore(x, core.Before, core.After);
        return (new TensorRingKernel(cores), norm.SquaredError(environment.ToKernel(x)));
    }

    private static long EnvironmentSize(TensorRingKernel ring, int mode) =>
        ring.Shape.Size / ring.Shape[mode] * ring.Ranks.Before(mode) * ring.Ranks.After(mode);

    private static Matrix ToMatrix(TensorRingKernel ring)
    {
        double[] kernel = ring.Reconstruct();
        return new Matrix(ring.Shape.OutputChannels, kernel.Length / ring.Shape.OutputChannels, kernel);
    }
}
