using System.Globalization;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>A convolution whose kernel's gradient is timed, padded so that it keeps the size but for the step.</summary>
/// <param name="Where">What has it.</param>
/// <param name="Inputs">C.</param>
/// <param name="Outputs">T.</param>
/// <param name="Group">The number of groups.</param>
/// <param name="Height">The kernel's height.</param>
/// <param name="Width">The kernel's width.</param>
/// <param name="Stride">The step on both axes; of a kernel of one row or column on the other axis alone.</param>
/// <param name="Side">The height and width of its input.</param>
internal sealed record ConvolutionCase(string Where, int Inputs, int Outputs, int Group, int Height, int Width, int Stride, int Side)
{
    private const string Dense = "dense";
    private const string First = "first layer";
    private const string Shortcut = "shortcut";
    private const string Chain = "chain";
    private const string Branches = "branches";
    private const string Ring = "ring, R1 = 2";
    private const string Wide = "wide";

    /// <summary>What ResNet-20 and 56 have, dense and compressed to about half; and some wide layers.</summary>
    public static IReadOnlyList<ConvolutionCase> All { get; } =
    [
        new(First, 3, 16, 1, 3, 3, 1, 32),
        new(Dense, 16, 16, 1, 3, 3, 1, 32), new(Dense, 32, 32, 1, 3, 3, 1, 16), new(Dense, 64, 64, 1, 3, 3, 1, 8),
        new(Dense, 16, 32, 1, 3, 3, 2, 32), new(Dense, 32, 64, 1, 3, 3, 2, 16),
        new(Shortcut, 16, 32, 1, 1, 1, 2, 32),
        new(Chain, 16, 16, 1, 1, 1, 1, 32), new(Chain, 64, 32, 1, 1, 1, 1, 8),
        new(Chain, 16, 12, 1, 3, 1, 1, 32), new(Chain, 12, 16, 1, 1, 3, 1, 32), new(Chain, 64, 32, 1, 3, 1, 1, 8), new(Chain, 32, 64, 1, 1, 3, 1, 8),
        new(Chain, 16, 12, 1, 3, 1, 2, 32), new(Chain, 12, 32, 1, 1, 3, 2, 32),
        new(Chain, 12, 12, 1, 3, 3, 1, 32),
        new(Branches, 24, 24, 24, 3, 3, 1, 32), new(Branches, 48, 48, 48, 3, 3, 1, 8), new(Branches, 96, 96, 96, 3, 3, 1, 8), new(Branches, 24, 24, 24, 3, 3, 2, 32), new(Branches, 46, 46, 46, 3, 3, 1, 16), new(Branches, 12, 24, 12, 3, 3, 1, 32),
        new(Ring, 16, 16, 2, 3, 1, 1, 32), new(Ring, 32, 32, 2, 3, 3, 1, 16), new(Ring, 16, 16, 4, 3, 1, 1, 32),
        new(Wide, 256, 256, 1, 3, 3, 1, 14), new(Wide, 512, 256, 1, 1, 1, 1, 7), new(Wide, 128, 128, 1, 3, 3, 1, 28),
    ];

    /// <summary>The kernel's sizes, the group where there are several, the step and the side.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"{Inputs}-{Outputs} {Height}x{Width}{(Group > 1 ? $" in {Group} groups" : "")}{(Stride > 1 ? $" /{Stride}" : "")} @{Side}");

    /// <summary>The sizes that its gradient depends on.</summary>
    public KernelGradientShape Shape => new(
        Inputs, Outputs,
        ConvolutionAttributes.Read(
            NodeBuilder.Node(
                "Conv", "conv", ["x", "w"], ["y"],
                NodeBuilder.Ints("strides", Height > 1 || Width == 1 ? Stride : 1, Width > 1 || Height == 1 ? Stride : 1),
                NodeBuilder.Ints("pads", Height / 2, Width / 2, Height / 2, Width / 2), NodeBuilder.Int("group", Group)),
            [Height, Width]),
        [Side, Side]);

    /// <summary>The multiply-adds of the convolution for one image; those of its gradient are as many.</summary>
    public double Macs => (double)Shape.Positions * Outputs * (Inputs / Group) * Height * Width;
}
