namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>The ways to compute the gradient of a kernel, and which one a convolution takes.</summary>
internal static class KernelGradients
{
    // Kernels of depthwise convolutions come out fastest by eights.
    private const long JoinedChannels = 8;

    private static readonly PatchProduct s_patches = new();
    private static readonly ShiftedProduct s_shifts = new();
    private static readonly JoinedGroups s_joined = new(s_shifts, JoinedChannels);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IKernelGradient> All { get; } = [s_patches, s_shifts, s_joined];

    /// <summary>The one that a convolution takes.</summary>
    public static IKernelGradient For(KernelGradientShape shape) =>
        s_joined.Serves(shape) ? s_joined : s_shifts.Serves(shape) ? s_shifts : s_patches;
}
