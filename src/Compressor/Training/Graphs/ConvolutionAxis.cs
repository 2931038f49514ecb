namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>A convolution along one spatial axis.</summary>
/// <param name="Kernel">The window's size.</param>
/// <param name="Stride">The step.</param>
/// <param name="Dilation">The distance between the window's elements.</param>
/// <param name="PadBegin">The padding before the axis.</param>
/// <param name="PadEnd">The padding behind it.</param>
internal readonly record struct ConvolutionAxis(long Kernel, long Stride, long Dilation, long PadBegin, long PadEnd);
