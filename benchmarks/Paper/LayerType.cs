using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Paper;

/// <summary>Convolutions of a network that have kernels of one size.</summary>
/// <param name="Kernel">The size.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct LayerType(KernelShape Kernel, int Count)
{
    /// <summary>The convolutions of ResNet-32 for 32 x 32 images, from the input on (He et al., arXiv 1512.03385, section 4.2, with n = 5).</summary>
    public static IReadOnlyList<LayerType> OfResNet32 { get; } =
    [
        new(new KernelShape(16, 3, 3, 3), 1), new(new KernelShape(16, 16, 3, 3), 10), new(new KernelShape(32, 16, 3, 3), 1), new(new KernelShape(32, 32, 3, 3), 9),
        new(new KernelShape(64, 32, 3, 3), 1), new(new KernelShape(64, 64, 3, 3), 9),
    ];

    /// <summary>Its name, such as <c>16 to 32 channels</c>.</summary>
    public string Name => FormattableString.Invariant($"{Kernel.InputChannels} to {Kernel.OutputChannels} channels");
}
