namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>The ways to compute the gradient of a kernel, and which one a convolution takes.</summary>
internal static class KernelGradients
{
    private static readonly PatchProduct s_patches = new();
    private static readonly ExchangedConvolution s_exchanged = new();
    private static readonly ShiftedProduct s_shifts = new(cutsRows: false);
    private static readonly ShiftedProduct s_cutShifts = new(cutsRows: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IKernelGradient> All { get; } = [s_patches, s_shifts, s_cutShifts, new RowProducts(), s_exchanged, new ChannelSums()];

    /// <summary>The one that a convolution takes.</summary>
    public static IKernelGradient For(KernelGradientShape shape) => s_cutShifts.Serves(shape) ? s_cutShifts : s_patches;
}
