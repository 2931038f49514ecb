namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>The ways to compute the gradient of MaxPool, and which one a pooling takes.</summary>
/// <remarks>
/// By <c>benchmarks -- gradients --of poolings --batch 16</c> (milliseconds, one thread of a busy x64 server, ONNX Runtime 1.30, with the pooling itself; convolution, then depth): 2x2 windows with steps of 2 of 16
/// channels at 32x32 0.58, 0.93; of 32 at 16x16 0.37, 0.30; of 64 at 8x8 0.46, 0.20; of 128 at 4x4 0.78, 0.13; of 128 at 2x2 0.52, 0.06. A convolution of each channel by itself takes a quarter of a
/// microsecond for each plane, however small.
/// What lost: maxima that come to the elements, repeated by products with a matrix of zeros and ones (0.98, 0.55, 0.51, 0.49, 0.25).
/// </remarks>
internal static class MaximumGradients
{
    // Planes of 1024 took 0.93 where the convolution took 0.58.
    private const long MostElements = 256;

    private static readonly OneHotConvolution s_convolution = new();
    private static readonly DepthMaxima s_depth = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IMaximumGradient> All { get; } = [s_convolution, s_depth];

    /// <summary>The one that a pooling takes.</summary>
    public static IMaximumGradient For(MaximumShape shape) =>
        s_depth.Serves(shape) && shape.CoveredSizes.Aggregate(1L, (product, size) => product * size) <= MostElements ? s_depth : s_convolution;
}
