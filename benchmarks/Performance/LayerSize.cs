using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>A 3x3 convolution of a network, padded by 1.</summary>
/// <param name="Network">The networks that have it, as the plot's legend names them.</param>
/// <param name="Inputs">C.</param>
/// <param name="Outputs">T.</param>
/// <param name="Side">The height and width of its input.</param>
/// <param name="Stride">Its step on both axes.</param>
internal sealed record LayerSize(string Network, int Inputs, int Outputs, int Side, int Stride)
{
    /// <summary>ResNets for CIFAR-10.</summary>
    public const string Cifar = "CIFAR ResNets";

    /// <summary>ResNets for ImageNet.</summary>
    public const string ResNet = "ResNet-18 and 34";

    /// <summary>VGG-16.</summary>
    public const string Vgg = "VGG-16";

    /// <summary>All layers of the plot: every size of the networks, but for first layers, whose three channels leave nothing to gain.</summary>
    public static IReadOnlyList<LayerSize> All { get; } =
    [
        new(Cifar, 16, 16, 32, 1), new(Cifar, 16, 32, 32, 2), new(Cifar, 32, 32, 16, 1), new(Cifar, 32, 64, 16, 2), new(Cifar, 64, 64, 8, 1),
        new(ResNet, 64, 64, 56, 1), new(ResNet, 64, 128, 56, 2), new(ResNet, 128, 128, 28, 1), new(ResNet, 128, 256, 28, 2),
        new(ResNet, 256, 256, 14, 1), new(ResNet, 256, 512, 14, 2), new(ResNet, 512, 512, 7, 1),
        new(Vgg, 64, 64, 224, 1), new(Vgg, 64, 128, 112, 1), new(Vgg, 128, 128, 112, 1), new(Vgg, 128, 256, 56, 1), new(Vgg, 256, 256, 56, 1),
        new(Vgg, 256, 512, 28, 1), new(Vgg, 512, 512, 28, 1), new(Vgg, 512, 512, 14, 1),
    ];

    /// <summary>The name for <c>--layers</c>: channels, input size and step, such as <c>64@56</c> and <c>64-128@56/2</c>.</summary>
    public string Name => string.Concat(
        Inputs == Outputs ? Text(Inputs) : $"{Text(Inputs)}-{Text(Outputs)}", $"@{Text(Side)}", Stride == 1 ? "" : $"/{Text(Stride)}");

    /// <summary>The kernel's sizes.</summary>
    public KernelShape Shape => new(Outputs, Inputs, 3, 3);

    /// <summary>The sizes that its cost depends on.</summary>
    public ConvolutionSize Size => new(Outputs, Inputs, 3, 3, Side, Side, Side / Stride, Side / Stride);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
