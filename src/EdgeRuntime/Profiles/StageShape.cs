namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// Everything that the time of one stage of an execution plan depends on, besides the machine: what a device profile times.
/// For <see cref="StageKind.FullyConnected"/> all sizes are 1 but the channels and the heights, which are the rows of the input.
/// </summary>
/// <param name="Kind">The operator.</param>
/// <param name="InputChannels">C, all groups together.</param>
/// <param name="OutputChannels">T.</param>
/// <param name="Groups">The groups; a divisor of both channel counts.</param>
/// <param name="KernelHeight">kh.</param>
/// <param name="KernelWidth">kw.</param>
/// <param name="StrideHeight">The stride along the rows.</param>
/// <param name="StrideWidth">The stride along the columns.</param>
/// <param name="DilationHeight">The dilation along the rows.</param>
/// <param name="DilationWidth">The dilation along the columns.</param>
/// <param name="InputHeight">H.</param>
/// <param name="InputWidth">W.</param>
/// <param name="OutputHeight">H'.</param>
/// <param name="OutputWidth">W'.</param>
public readonly record struct StageShape(
    StageKind Kind, int InputChannels, int OutputChannels, int Groups,
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth,
    int InputHeight, int InputWidth, int OutputHeight, int OutputWidth)
{
    /// <summary>Multiply-accumulate operations of one run: H' W' T (C / groups) kh kw.</summary>
    public long Macs => checked((long)OutputHeight * OutputWidth * OutputChannels * (InputChannels / Groups) * KernelHeight * KernelWidth);

    /// <summary>Numbers that one run reads and writes: input, kernel and output.</summary>
    public long Numbers => checked(
        ((long)InputChannels * InputHeight * InputWidth)
        + ((long)OutputChannels * (InputChannels / Groups) * KernelHeight * KernelWidth)
        + ((long)OutputChannels * OutputHeight * OutputWidth));
}
