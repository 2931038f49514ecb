namespace RsdtrEdge.Compressor.Costs;

/// <summary>The sizes that a two-dimensional convolution's cost depends on.</summary>
/// <param name="OutChannels">T.</param>
/// <param name="InChannels">C, all groups together.</param>
/// <param name="KernelHeight">kh.</param>
/// <param name="KernelWidth">kw.</param>
/// <param name="InputHeight">H.</param>
/// <param name="InputWidth">W.</param>
/// <param name="OutputHeight">H'.</param>
/// <param name="OutputWidth">W'.</param>
internal readonly record struct ConvolutionSize(
    long OutChannels, long InChannels, long KernelHeight, long KernelWidth,
    long InputHeight, long InputWidth, long OutputHeight, long OutputWidth);
