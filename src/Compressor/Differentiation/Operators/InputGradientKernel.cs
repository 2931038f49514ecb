using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Computes a node of <see cref="InputGradientOperator"/>.</summary>
/// <param name="scratch">Memory to work in.</param>
/// <param name="window">The window.</param>
internal sealed unsafe class InputGradientKernel(ScratchPool scratch, WindowAttributes window) : WindowKernel(scratch, window)
{
    private InputGradientSum? _sum;

    /// <inheritdoc/>
    public override void Compute(OperatorCall call)
    {
        Span<long> dy = stackalloc long[Rank];
        Span<long> w = stackalloc long[Rank];
        float* gradient = call.Input(0, dy);
        float* kernel = call.Input(1, w);
        if (dy[1] != w[0] || w[2] != Window.Height || w[3] != Window.Width)
        {
            throw new ArgumentException($"Gradients of {dy[1]} channels, and a kernel of {w[0]} with a window of {w[2]} by {w[3]}.");
        }

        InputGradientSum sum = SumFor(dy, w);
        float* result = call.Output(0, [dy[0], w[1], sum.Sizes.Height, sum.Sizes.Width]);
        ScratchPool.Buffer scratch = Scratch.Rent(sum.ScratchLength);
        try
        {
            sum.Compute(gradient, kernel, result, (float*)scratch.Numbers);
        }
        finally
        {
            Scratch.Return(scratch);
        }
    }

    // The sizes stay from run to run.
    private InputGradientSum SumFor(ReadOnlySpan<long> dy, ReadOnlySpan<long> w)
    {
        InputGradientSum? known = _sum;
        if (known is not null && known.Serves(dy, w))
        {
            return known;
        }

        InputGradientSizes sizes = new()
        {
            Channels = checked((int)w[1]),
            Outputs = checked((int)dy[1]),
            OutputHeight = checked((int)dy[2]),
            OutputWidth = checked((int)dy[3]),
            Window = Window,
        };
        return _sum = new InputGradientSum(sizes, checked((int)dy[0]), KernelGradientSum.ProcessorLanes, InputGradientSum.ProcessorRows);
    }
}
