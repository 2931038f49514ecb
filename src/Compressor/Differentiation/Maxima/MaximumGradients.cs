namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>The ways to compute the gradient of MaxPool, and which one a pooling takes.</summary>
/// <remarks>
/// By <c>benchmarks -- gradients --of poolings --batch 16</c> (milliseconds, one thread of a busy x64 server, ONNX Runtime 1.30, with the pooling itself; convolution, then depth): 2x2 windows with steps of 2 of 16
/// channels at 32x32 0.58, 0.93; of 32 at 16x16 0.37, 0.30; of 64 at 8x8 0.46, 0.20; of 128 at 4x4 0.78, 0.13; of 128 at 2x2 0.52, 0.06. A convolution of each channel by itself takes a quarter of a
/// microsecond for each plane, however small.
/// With <c>--batch 4</c> on a busier one, ONNX Runtime 1.31.1 (convolution, then one axis after the other): 3x3 windows with steps of 1 of 256 channels at 20x20 30.6, 27.0; 5x5 90.4, 45.7; 9x9 405, 76.0; 13x13 1285, 104; one window over a
/// plane of 28x28 of 64 channels 168, 1.7, and 0.26 by comparing it as a whole.
/// What lost: maxima that come to the elements, repeated by products with a matrix of zeros and ones (0.98, 0.55, 0.51, 0.49, 0.25).
/// </remarks>
internal static class MaximumGradients
{
    // Planes of 1024 took 0.93 where the convolution took 0.58.
    private const long MostElements = 256;

    // Elements of windows laid side by side take that many times the output's memory, and their kernels the square of it a channel.
    private const long MostTaps = 16;

    private static readonly LaidMaxima s_convolution = new(byAxes: false);
    private static readonly LaidMaxima s_axes = new(byAxes: true);
    private static readonly DepthMaxima s_depth = new();
    private static readonly WholeMaxima s_whole = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IMaximumGradient> All { get; } = [s_convolution, s_axes, s_depth, s_whole];

    /// <summary>The one that a pooling takes.</summary>
    public static IMaximumGradient For(MaximumShape shape)
    {
        if (s_whole.Serves(shape))
        {
            return s_whole;
        }

        if (s_depth.Serves(shape) && shape.CoveredSizes.Aggregate(1L, (product, size) => product * size) <= MostElements)
        {
            return s_depth;
        }

        return shape.Taps > MostTaps && s_axes.Serves(shape) ? s_axes : s_convolution;
    }
}
