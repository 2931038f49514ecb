using RsdtrEdge.Compressor.Differentiation.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>One node of the project's own operator (<see cref="KernelGradientOperator"/>), for windows over two axes and one group. Not standard: for graphs that this process runs itself.</summary>
internal sealed class OperatorProduct : IKernelGradient
{
    public string Name => "operator";

    public bool Serves(KernelGradientShape shape) => shape.Rank == 2 && shape.Group == 1 && shape.Taps > 1 && Fits(shape)
        && shape.Geometry.PadsBegin.All(pad => pad >= 0);

    public string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape) => Write(writer, input, gradient, shape, outputs: 1)[0];

    /// <summary>Writes the node for the gradient of the bias, too.</summary>
    /// <returns>The gradients of kernel and bias.</returns>
    public static (string Kernel, string Bias) WriteBoth(GradientWriter writer, string input, string gradient, KernelGradientShape shape)
    {
        string[] both = Write(writer, input, gradient, shape, outputs: 2);
        return (both[0], both[1]);
    }

    private static string[] Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape, int outputs) =>
        writer.OwnNode(KernelGradientOperator.OpType, [input, gradient], outputs, WindowAttributes.Of(shape.Geometry).Write());

    // Sizes within 32 bits, planes and what windows cover of them as well.
    private static bool Fits(KernelGradientShape shape) => new[] { shape.InputSizes, shape.CoveredSizes }
        .All(sizes => (double)sizes[0] * sizes[1] * Math.Max(shape.Channels, shape.Outputs) <= int.MaxValue / 16)
        && (double)shape.Channels * shape.Outputs * shape.Taps <= int.MaxValue / 64;
}
