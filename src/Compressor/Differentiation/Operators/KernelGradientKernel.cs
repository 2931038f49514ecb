using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Computes a node of <see cref="KernelGradientOperator"/>.</summary>
/// <param name="scratch">Memory to work in.</param>
/// <param name="window">The window.</param>
internal sealed unsafe class KernelGradientKernel(ScratchPool scratch, WindowAttributes window) : WindowKernel(scratch, window)
{
    private KernelGradientSum? _sum;

    /// <inheritdoc/>
    public override void Compute(OperatorCall call)
    {
        Span<long> x = stackalloc long[Rank];
        Span<long> dy = stackalloc long[Rank];
        float* input = call.Input(0, x);
        float* gradient = call.Input(1, dy);
        if (x[0] != dy[0])
        {
            throw new ArgumentException($"There are {x[0]} images, and gradients of {dy[0]}.");
        }

        KernelGradientSum sum = SumFor(x, dy);
        float* kernel = call.Output(0, [dy[1], x[1], Window.Height, Window.Width]);
        float* bias = call.OutputCount > 1 ? call.Output(1, [dy[1]]) : null;
        ScratchPool.Buffer scratch = Scratch.Rent(sum.ScratchLength);
        try
        {
            sum.Compute(input, gradient, kernel, bias, (float*)scratch.Numbers);
        }
        finally
        {
            Scratch.Return(scratch);
        }
    }

    // The sizes stay from run to run.
    private KernelGradientSum SumFor(ReadOnlySpan<long> x, ReadOnlySpan<long> dy)
    {
        KernelGradientSum? known = _sum;
        if (known is not null && known.Serves(x, dy))
        {
            return known;
        }

        KernelGradientSizes sizes = new()
        {
            Channels = checked((int)x[1]),
            Outputs = checked((int)dy[1]),
            Height = checked((int)x[2]),
            Width = checked((int)x[3]),
            OutputHeight = checked((int)dy[2]),
            OutputWidth = checked((int)dy[3]),
            Window = Window,
        };
        return _sum = new KernelGradientSum(sizes, checked((int)x[0]), KernelGradientSum.ProcessorLanes);
    }
}
