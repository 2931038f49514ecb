namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>The ways to compute the gradient of a kernel, and which one a convolution takes.</summary>
/// <remarks>
/// By <c>benchmarks -- gradients --batch 16</c> (milliseconds, one thread of a shared x64 server, ONNX Runtime 1.30; patches, then shifts, then shifts of joined
/// groups): 3x3 of 16 channels at 32x32 2.18, 0.94; of 64 at 8x8 1.02, 0.85; of 256 at 14x14 38, 36; 3x1 of 16 to 12 at 32x32 0.29, 0.18; of 3 to 16 0.24,
/// 0.26; 3x3 of 24 channels each by itself at 32x32 2.55, 2.01, 1.47; of 48 at 8x8 0.36, 0.34, 0.27; 3x1 in 4 groups of 4 channels 0.30, 0.31, 0.32. With 32
/// images the patches of 16 channels no longer fit the caches: 4.65, 2.12.
/// The project's own operator, in the same turns: 3x3 of 16 channels at 32x32 0.39 (shifts 0.85), of 64 at 8x8 0.46 (0.90), with steps of 2 of 16 to 32 0.22 (patches 1.09), of 256 at 14x14 21
/// (patches 29), 3x1 of 16 to 12 0.12 (0.21).
/// What lost: one product a row of the window over pieces of x shifted by columns (0.97, 1.05, 29.5 for the first three where shifts took 0.72, 0.83, 25.3); a
/// convolution with batch and channels exchanged (2.89, 1.32, 40); shifts over rows as long as the padded input's (0.76, 1.25, 28.5); sums of products a
/// channel (1.17 for 24 channels where joined groups took 1.16, 0.33 for 48 where they took 0.26).
/// </remarks>
internal static class KernelGradients
{
    // Channels that are joined where each stands by itself: 16 took 1.37 where 8 took 1.16, 48 took 1.83.
    private const long JoinedChannels = 8;

    // Wider groups gain nothing by being joined.
    private const long NarrowChannels = 3;

    // Fewer leave most of a vector empty: 3 channels took 0.41 where patches took 0.25.
    private const long LeastOperatorChannels = 8;

    private static readonly OperatorProduct s_operator = new();
    private static readonly PatchProduct s_patches = new();
    private static readonly ShiftedProduct s_shifts = new();
    private static readonly JoinedGroups s_joined = new(s_shifts, JoinedChannels);

    /// <summary>The project's own operator.</summary>
    public static OperatorProduct Operator => s_operator;

    /// <summary>All by standard operators.</summary>
    public static IReadOnlyList<IKernelGradient> All { get; } = [s_patches, s_shifts, s_joined];

    /// <summary>The one that a convolution takes.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="ownOperators">Whether it may be the project's own operator.</param>
    public static IKernelGradient For(KernelGradientShape shape, bool ownOperators = false)
    {
        if (ownOperators && shape.Channels >= LeastOperatorChannels && s_operator.Serves(shape))
        {
            return s_operator;
        }

        bool isNarrow = Math.Max(shape.Channels, shape.Outputs) <= NarrowChannels * shape.Group;
        return isNarrow && s_joined.Serves(shape) ? s_joined : s_shifts.Serves(shape) ? s_shifts : s_patches;
    }
}
