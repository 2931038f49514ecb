namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>What a decomposition found.</summary>
/// <param name="Kernel">The cores.</param>
/// <param name="Shift">The circular shift that they were found with: which mode came first, 0 T, 1 C, 2 kh, 3 kw.</param>
/// <param name="RelativeError">The Frobenius norm of the kernel's change over that of the kernel.</param>
public sealed record RingDecomposition(TensorRingKernel Kernel, int Shift, double RelativeError);
