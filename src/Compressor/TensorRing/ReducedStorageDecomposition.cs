using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// Reduced storage direct tensor ring decomposition (RSDTR; Gabor and Zdunek, arXiv 2405.10802, algorithm 2): of all
/// circular shifts of the kernel's modes and all splits of the first rank into R0 x R1, the direct TR-SVD with the least
/// storage at a relative error.
/// </summary>
public static class ReducedStorageDecomposition
{
    /// <summary>Decomposes a kernel.</summary>
    /// <param name="kernel">T C kh kw numbers, last index fastest.</param>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="relativeError">The prescribed relative error p, 0 or more and below 1; each of the three truncations gets p / sqrt(3).</param>
    /// <param name="threads">How many threads may work at once; the result does not depend on it.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="RsdtrException">The kernel holds NaN or infinity (RSDTR1006).</exception>
    /// <exception cref="ArgumentException">The count of numbers is not that of the shape, or the error is out of range.</exception>
    public static RingDecomposition Decompose(
        ReadOnlySpan<float> kernel, KernelShape shape, double relativeError, int threads = 1, CancellationToken cancellation = default)
    {
        if (kernel.Length != shape.Size || kernel.IsEmpty)
        {
            throw new ArgumentException($"A kernel of {shape} holds {shape.Size} numbers, not {kernel.Length}.", nameof(kernel));
        }

        if (!(relativeError >= 0 && relativeError < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeError), relativeError, "0 or more and below 1.");
        }

        float[] numbers = kernel.ToArray();
        return BoundedWork.Run(threads, () => DecomposeWithin(numbers, shape, relativeError, cancellation));
    }

    /// <summary>Decomposes a kernel within work that bounds the threads already.</summary>
    internal static RingDecomposition DecomposeWithin(
        ReadOnlySpan<float> kernel, KernelShape shape, double relativeError, CancellationToken cancellation)
    {
        ReducedStorageSearch search = new(kernel, shape, cancellation);
        RingSplit best = search.FindLeast(relativeError);
        double norm = search.SquaredNorm;
        double error = norm > 0 ? Math.Sqrt(best.SquaredError / norm) : 0;
        return new RingDecomposition(best.ToKernel(), best.Shift, error);
    }
}
