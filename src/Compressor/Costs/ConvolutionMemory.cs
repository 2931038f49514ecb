namespace RsdtrEdge.Compressor.Costs;

/// <summary>
/// What is in memory while a convolution runs, in bytes, and what would be while a chain of float32 stages runs in its place. The
/// other values stay as they are: those inside the chain are born and die in it.
/// </summary>
/// <param name="Others">All that is alive but the convolution's input and output.</param>
/// <param name="Input">Its input.</param>
/// <param name="InputStays">Whether something reads the input later: it is alive during all stages, not only the first.</param>
/// <param name="Output">Its output.</param>
internal sealed record ConvolutionMemory(long Others, long Input, bool InputStays, long Output)
{
    /// <summary>What is alive while the convolution runs as it is.</summary>
    public long DensePeak => Others + Input + Output;

    /// <summary>The most that is alive at once while a chain runs: the other values, and a stage's input and output.</summary>
    /// <param name="size">The convolution; images of a fixed batch lie one below the other in it.</param>
    /// <param name="inner">The values that the stages hand on.</param>
    /// <exception cref="OverflowException">A figure does not fit 64 bits.</exception>
    public long Peak(ConvolutionSize size, IReadOnlyList<ChainValue> inner)
    {
        long peak = 0;
        long read = Input;
        for (int stage = 0; stage <= inner.Count; stage++)
        {
            long written = stage == inner.Count ? Output : checked(inner[stage].Elements(size) * sizeof(float));
            long kept = InputStays && stage > 0 ? Input : 0;
            peak = Math.Max(peak, checked(Others + kept + read + written));
            read = written;
        }

        return peak;
    }
}
