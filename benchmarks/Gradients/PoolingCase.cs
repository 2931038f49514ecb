using System.Globalization;
using RsdtrEdge.Compressor.Differentiation.Maxima;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>A pooling by maxima whose gradient is timed.</summary>
/// <param name="Where">What has it.</param>
/// <param name="Channels">C.</param>
/// <param name="Window">The window's sides.</param>
/// <param name="Stride">The step on both axes.</param>
/// <param name="Pad">The padding of each side.</param>
/// <param name="Side">The height and width of its input.</param>
internal sealed record PoolingCase(string Where, int Channels, int Window, int Stride, int Pad, int Side)
{
    private const string Vgg = "VGG-16";
    private const string ResNet = "ResNet-18";
    private const string Yolo = "YOLO";
    private const string Whole = "planes";

    /// <summary>Those of VGG-16 for images of 32x32 at a quarter of its width, the one that ResNets for ImageNet begin with, those of detectors that pool one map with windows of several sizes, and whole planes.</summary>
    public static IReadOnlyList<PoolingCase> All { get; } =
    [
        new(Vgg, 16, 2, 2, 0, 32), new(Vgg, 32, 2, 2, 0, 16), new(Vgg, 64, 2, 2, 0, 8), new(Vgg, 128, 2, 2, 0, 4), new(Vgg, 128, 2, 2, 0, 2),
        new(ResNet, 64, 3, 2, 1, 56),
        new(Yolo, 256, 3, 1, 1, 20), new(Yolo, 256, 5, 1, 2, 20), new(Yolo, 256, 9, 1, 4, 20), new(Yolo, 256, 13, 1, 6, 20),
        new(Whole, 64, 7, 7, 0, 7), new(Whole, 64, 28, 28, 0, 28),
    ];

    /// <summary>The channels, the window, the step and the side.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Channels} {Window}x{Window} /{Stride} @{Side}");

    /// <summary>The pooling.</summary>
    public NodeProto Node => NodeBuilder.Node(
        "MaxPool", "pool", ["x"], ["y"], NodeBuilder.Ints("kernel_shape", Window, Window), NodeBuilder.Ints("strides", Stride, Stride), NodeBuilder.Ints("pads", Pad, Pad, Pad, Pad));

    /// <summary>The sizes that its gradient depends on.</summary>
    public MaximumShape Shape
    {
        get
        {
            ConvolutionAttributes geometry = ConvolutionAttributes.Read(Node);
            long output = geometry.OutputSize(0, Side);
            return new MaximumShape(Channels, geometry, [Side, Side], [output, output]);
        }
    }
}
