namespace RsdtrEdge.Compressor.Differentiation.Kernels;

/// <summary>
/// One way to compute the gradient of a convolution's kernel by standard operators: dW[t, c, i] is the sum over images and positions p of
/// dy[t, p] x[c, p stride + i dilation - pad].
/// </summary>
internal interface IKernelGradient
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>Whether it can compute a gradient.</summary>
    bool Serves(KernelGradientShape shape);

    /// <summary>Writes the nodes.</summary>
    /// <param name="writer">Where they are written.</param>
    /// <param name="input">The convolution's input x, [N, C, in...]; N may be open.</param>
    /// <param name="gradient">The gradient dy of its output, [N, T, out...].</param>
    /// <param name="shape">The sizes; <see cref="Serves"/> holds for them.</param>
    /// <returns>The gradient of the kernel, [T, C / group, kernel...].</returns>
    string Write(GradientWriter writer, string input, string gradient, KernelGradientShape shape);
}
