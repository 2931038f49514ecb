using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Computes a node of <see cref="InputGradientOperator"/>.</summary>
internal sealed unsafe class InputGradientKernel : OperatorKernel, IDisposable
{
    private const int Rank = 4;

    private readonly ScratchPool _scratch;
    private readonly WindowAttributes _window;
    private InputGradientSum? _sum;

    /// <summary>Prepares.</summary>
    /// <param name="scratch">Memory to work in.</param>
    /// <param name="window">The window.</param>
    public InputGradientKernel(ScratchPool scratch, WindowAttributes window)
    {
        _scratch = scratch;
        _window = window;
        scratch.Open();
    }

    /// <inheritdoc/>
    public override void Compute(OperatorCall call)
    {
        Span<long> dy = stackalloc long[Rank];
        Span<long> w = stackalloc long[Rank];
        float* gradient = call.Input(0, dy);
        float* kernel = call.Input(1, w);
        if (dy[1] != w[0] || w[2] != _window.Height || w[3] != _window.Width)
        {
            throw new ArgumentException($"Gradients of {dy[1]} channels, and a kernel of {w[0]} with a window of {w[2]} by {w[3]}.");
        }

        InputGradientSum sum = SumFor(dy, w);
        float* result = call.Output(0, [dy[0], w[1], sum.Sizes.Height, sum.Sizes.Width]);
        ScratchPool.Buffer scratch = _scratch.Rent(sum.ScratchLength);
        try
        {
            sum.Compute(gradient, kernel, result, (float*)scratch.Numbers);
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _scratch.Close();

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
            Window = _window,
        };
        return _sum = new InputGradientSum(sizes, checked((int)dy[0]), KernelGradientSum.ProcessorLanes, InputGradientSum.ProcessorRows);
    }
}
