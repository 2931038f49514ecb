using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>
/// Weights like those of trained networks, as far as a decomposition sees them: noise whose channel directions fade out, the k-th as
/// k^-0.5 on either side.
/// </summary>
/// <remarks>
/// Trained layers are heavy-tailed: the eigenvalues of their correlation matrices have a density that falls as a power, mostly the
/// second to the fourth (Martin and Mahoney, "Implicit self-regularization in deep neural networks", arXiv 1810.01075). A density of power a
/// is a k-th singular value as k^(-1 / (2 (a - 1))): k^-0.5 at the second power, k^-0.17 at the fourth. The 3x3 kernels of ResNet-20 and ResNet-56 for
/// CIFAR-10 fall as k^-0.2 to k^-0.5 over the first half of either channel mode, and have structure along their offsets, which noise has not.
/// The steepest law on both sides makes up for that: a chain Ci|jT of half its full width then leaves a relative error of 0.15 to 0.20, in those
/// networks 0.10 to 0.22. Plain noise has nothing to find, and every method loses the same there.
/// Kernels are scaled by He et al., arXiv 1502.01852: mean square gain / (C kh kw). Biases are small, of deviation 0.05.
/// </remarks>
/// <param name="seed">Equal seeds give equal networks.</param>
internal sealed class SeededWeights(long seed) : IWeightSource
{
    private const double Decay = 0.5;
    private const double BiasDeviation = 0.05;

    private readonly SeededGenerator _generator = new(seed);

    /// <inheritdoc/>
    public TensorProto Kernel(string name, long[] dims, KernelShape shape, double gain) => TensorBuilder.Floats(name, dims, Create(shape, gain, _generator));

    /// <inheritdoc/>
    public TensorProto Bias(string name, int count) => TensorBuilder.Floats(
        name, [count], [.. Enumerable.Range(0, count).Select(_ => (float)(BiasDeviation * _generator.NextNormal()))]);

    /// <summary>Makes a kernel.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="gain">C kh kw times its mean square.</param>
    /// <param name="generator">Draws the numbers.</param>
    /// <returns>T C kh kw numbers, last index fastest.</returns>
    public static float[] Create(KernelShape shape, double gain, SeededGenerator generator)
    {
        int space = shape.Height * shape.Width;
        float[] kernel = new float[shape.Size];
        double[] fades = [.. Enumerable.Range(1, Math.Max(shape.OutputChannels, shape.InputChannels)).Select(k => Math.Pow(k, -Decay))];
        for (int i = 0; i < kernel.Length; i++)
        {
            int channel = i / space;
            kernel[i] = (float)(generator.NextNormal() * fades[channel / shape.InputChannels] * fades[channel % shape.InputChannels]);
        }

        ChannelMixing.Apply(kernel, 1, shape.OutputChannels, shape.InputChannels * space, generator);
        ChannelMixing.Apply(kernel, shape.OutputChannels, shape.InputChannels, space, generator);
        double square = kernel.Sum(number => (double)number * number);
        float scale = (float)Math.Sqrt(gain * shape.OutputChannels / square);
        for (int i = 0; i < kernel.Length; i++)
        {
            kernel[i] *= scale;
        }

        return kernel;
    }
}
