using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// The gradient of a convolution's input in vectors, for steps of 1: dx[c, p] = sum over output channels and the window's elements of W[t, c, i] dy[t, p + pads - i dilations]. A vector holds the
/// channels of one position; dy is copied into a frame of zeros, so that no element of the window needs to be asked whether it is inside.
/// </summary>
internal sealed unsafe class InputGradientSum
{
    private readonly InputGradientSizes _sizes;
    private readonly int _batch;
    private readonly int _lanes;
    private readonly int _rowsAtOnce;
    private readonly int _channelBlocks;
    private readonly int _framedWidth;
    private readonly int _framedHeight;
    private readonly int _tiledWidth;

    /// <summary>Plans it.</summary>
    /// <param name="sizes">The convolution.</param>
    /// <param name="batch">The images.</param>
    /// <param name="lanes">The lanes of a vector: 4, 8 or 16.</param>
    /// <param name="rowsAtOnce">The rows of a tile, 1 or 2.</param>
    public InputGradientSum(InputGradientSizes sizes, int batch, int lanes, int rowsAtOnce)
    {
        _sizes = sizes;
        _batch = batch;
        _lanes = lanes;
        _rowsAtOnce = rowsAtOnce;
        _channelBlocks = Blocks(sizes.Channels, lanes);
        _tiledWidth = Blocks(sizes.Width, InputGradientTile.Positions) * InputGradientTile.Positions;
        _framedWidth = _tiledWidth + sizes.Window.ExtentX - 1;
        _framedHeight = (Blocks(sizes.Height, rowsAtOnce) * rowsAtOnce) + sizes.Window.ExtentY - 1;
    }

    /// <summary>The rows of a tile that this processor has registers for.</summary>
    public static int ProcessorRows => KernelGradientSum.ProcessorLanes == Lanes512.Count || AdvSimd.IsSupported ? 2 : 1;

    /// <summary>The convolution.</summary>
    public InputGradientSizes Sizes => _sizes;

    private nint FramedPlane => (nint)_framedHeight * _framedWidth;

    private nint FrameLength => Aligned(_sizes.Outputs * FramedPlane);

    private nint RowLength => (nint)_tiledWidth * _lanes;

    private nint BlockWeights => (nint)_sizes.Outputs * _sizes.Window.Taps * _lanes;

    /// <summary>How many numbers of memory the sum works in.</summary>
    public nint ScratchLength => FrameLength + (_rowsAtOnce * RowLength) + (_channelBlocks * BlockWeights);

    /// <summary>Whether it is for tensors of some dimensions.</summary>
    /// <param name="gradient">Those of dy.</param>
    /// <param name="kernel">Those of W.</param>
    public bool Serves(ReadOnlySpan<long> gradient, ReadOnlySpan<long> kernel) =>
        gradient.SequenceEqual([_batch, _sizes.Outputs, _sizes.OutputHeight, _sizes.OutputWidth])
        && kernel.SequenceEqual([_sizes.Outputs, _sizes.Channels, _sizes.Window.Height, _sizes.Window.Width]);

    /// <summary>Computes it.</summary>
    /// <param name="gradient">dy, [N, T, height, width].</param>
    /// <param name="kernel">W, [T, C, kernel height, kernel width].</param>
    /// <param name="result">Takes dx, [N, C, height, width].</param>
    /// <param name="scratch">Memory of <see cref="ScratchLength"/> numbers, aligned to a vector.</param>
    public void Compute(float* gradient, float* kernel, float* result, float* scratch)
    {
        switch (_lanes)
        {
            case 16:
                Sum<Lanes512>(gradient, kernel, result, scratch);
                break;
            case 8:
                Sum<Lanes256>(gradient, kernel, result, scratch);
                break;
            default:
                Sum<Lanes128>(gradient, kernel, result, scratch);
                break;
        }
    }

    private static int Blocks(int count, int size) => (count + size - 1) / size;

    private nint Aligned(nint length) => (length + _lanes - 1) / _lanes * _lanes;

    private void Sum<TLanes>(float* gradient, float* kernel, float* result, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        float* rows = scratch + FrameLength;
        float* weights = rows + (_rowsAtOnce * RowLength);
        PackWeights(kernel, weights);
        new Span<float>(scratch, checked((int)FrameLength)).Clear();
        for (int image = 0; image < _batch; image++)
        {
            Frame(gradient + ((nint)image * _sizes.Outputs * _sizes.OutputPlane), scratch);
            for (int block = 0; block < _channelBlocks; block++)
            {
                int channel = block * _lanes;
                float* planes = result + ((((nint)image * _sizes.Channels) + channel) * _sizes.InputPlane);
                SumBlock<TLanes>(scratch, weights + (block * BlockWeights), Math.Min(_lanes, _sizes.Channels - channel), planes, rows);
            }
        }
    }

    private void SumBlock<TLanes>(float* frame, float* weights, int channels, float* planes, float* rows)
        where TLanes : struct, ILanes<TLanes>
    {
        WindowAttributes window = _sizes.Window;
        InputGradientTile tile = new(_sizes.Outputs, window.Height, window.Width, FramedPlane, _framedWidth, (nint)window.DilationY * _framedWidth, window.DilationX);
        for (int y = 0; y < _sizes.Height; y += _rowsAtOnce)
        {
            for (int x = 0; x < _sizes.Width; x += InputGradientTile.Positions)
            {
                float* dy = frame + ((nint)y * _framedWidth) + x;
                float* sums = rows + ((nint)x * _lanes);
                if (_rowsAtOnce == 1)
                {
                    tile.WriteRow<TLanes>(dy, weights, sums);
                }
                else
                {
                    tile.WriteRows<TLanes>(dy, weights, sums, sums + RowLength);
                }
            }

            for (int row = 0; row < Math.Min(_rowsAtOnce, _sizes.Height - y); row++)
            {
                ChannelPacking.UnpackRow(rows + (row * RowLength), _lanes, channels, _sizes.Width, planes + ((nint)(y + row) * _sizes.Width), _sizes.InputPlane);
            }
        }
    }

    // The frame around it stays zero.
    private void Frame(float* gradient, float* frame)
    {
        float* inside = frame + ((nint)_sizes.RowsBefore * _framedWidth) + _sizes.ColumnsBefore;
        for (int output = 0; output < _sizes.Outputs; output++, inside += FramedPlane)
        {
            for (int y = 0; y < _sizes.OutputHeight; y++, gradient += _sizes.OutputWidth)
            {
                new ReadOnlySpan<float>(gradient, _sizes.OutputWidth).CopyTo(new Span<float>(inside + ((nint)y * _framedWidth), _sizes.OutputWidth));
            }
        }
    }

    // From [output, channel, element] to [block of channels, output, element from the last to the first, lane], with zeros where there is no channel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackWeights(float* kernel, float* weights)
    {
        if (_sizes.Channels % _lanes != 0)
        {
            new Span<float>(weights + ((_channelBlocks - 1) * BlockWeights), checked((int)BlockWeights)).Clear();
        }

        nint lanes = _lanes;
        int taps = _sizes.Window.Taps;
        for (int output = 0; output < _sizes.Outputs; output++)
        {
            for (int channel = 0; channel < _sizes.Channels; channel++)
            {
                (int block, int lane) = Math.DivRem(channel, _lanes);
                float* to = weights + (block * BlockWeights) + (((((nint)output + 1) * taps) - 1) * lanes) + lane;
                for (int tap = 0; tap < taps; tap++, to -= lanes)
                {
                    *to = *kernel++;
                }
            }
        }
    }
}
