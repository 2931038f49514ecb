using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// The gradient of a convolution's kernel, and of its bias, in vectors: dW[t, c, i] = sum over images and positions p of dy[t, p] x[c, p steps + i dilations - pads]. x is packed so that a vector holds
/// the channels of one position (<see cref="ChannelPacking"/>), a part that fits into the caches at a time; the elements of a window are then places in the packed part, and no patch is ever
/// written. Sums are made strip by strip in an order that depends on the sizes alone.
/// </summary>
internal sealed unsafe class KernelGradientSum
{
    // Positions over which a tile is summed in registers: enough that its sums are seldom loaded and stored, and few enough that rounding and the four channels of dy stay small.
    private const int StripPositions = 256;

    // Numbers of x that are packed at a time, 256 KiB.
    private const int PackedNumbers = 65_536;

    private readonly KernelGradientSizes _sizes;
    private readonly int _batch;
    private readonly int _lanes;
    private readonly int _channelBlocks;
    private readonly int _outputBlocks;
    private readonly int _tapGroups;
    private readonly int _rowsAtOnce;
    private readonly int _imagesAtOnce;

    /// <summary>Plans it.</summary>
    /// <param name="sizes">The convolution.</param>
    /// <param name="batch">The images.</param>
    /// <param name="lanes">The lanes of a vector: 4, 8 or 16.</param>
    public KernelGradientSum(KernelGradientSizes sizes, int batch, int lanes)
    {
        _sizes = sizes;
        _batch = batch;
        _lanes = lanes;
        _channelBlocks = Blocks(sizes.Channels, lanes);
        _outputBlocks = Blocks(sizes.Outputs, KernelGradientTile.Outputs);
        _tapGroups = Blocks(sizes.Window.Taps, KernelGradientTile.Taps);

        int row = sizes.CoveredWidth * _channelBlocks * lanes;
        int most = Math.Max(1, PackedNumbers / row);
        _rowsAtOnce = Math.Clamp(((most - sizes.Window.ExtentY) / sizes.Window.StrideY) + 1, 1, sizes.OutputHeight);
        _imagesAtOnce = _rowsAtOnce < sizes.OutputHeight
            ? 1
            : Math.Clamp(Math.Min(StripPositions / (sizes.OutputHeight * sizes.OutputWidth), most / sizes.RowsFor(sizes.OutputHeight)), 1, batch);
    }

    /// <summary>The lanes of this processor's vectors.</summary>
    public static int ProcessorLanes =>
        Vector512.IsHardwareAccelerated ? Lanes512.Count : Vector256.IsHardwareAccelerated ? Lanes256.Count : Lanes128.Count;

    private nint PackedLength => (nint)_imagesAtOnce * ImageLength(_rowsAtOnce);

    private nint SumsLength => (nint)_channelBlocks * _outputBlocks * _tapGroups * TileLength;

    private nint TileLength => KernelGradientTile.Outputs * KernelGradientTile.Taps * _lanes;

    /// <summary>How many numbers of memory the sum works in.</summary>
    public nint ScratchLength => PackedLength + SumsLength;

    /// <summary>Whether it is for tensors of some dimensions.</summary>
    /// <param name="input">Those of x.</param>
    /// <param name="gradient">Those of dy.</param>
    public bool Serves(ReadOnlySpan<long> input, ReadOnlySpan<long> gradient) =>
        input.SequenceEqual([_batch, _sizes.Channels, _sizes.Height, _sizes.Width]) && gradient.SequenceEqual([_batch, _sizes.Outputs, _sizes.OutputHeight, _sizes.OutputWidth]);

    /// <summary>Computes both.</summary>
    /// <param name="input">x, [N, C, height, width].</param>
    /// <param name="gradient">dy, [N, T, height, width].</param>
    /// <param name="kernel">Takes dW, [T, C, kernel height, kernel width].</param>
    /// <param name="bias">Takes the sums of dy over images and positions, [T]; null where nobody asks.</param>
    /// <param name="scratch">Memory of <see cref="ScratchLength"/> numbers, aligned to a vector.</param>
    public void Compute(float* input, float* gradient, float* kernel, float* bias, float* scratch)
    {
        switch (_lanes)
        {
            case 16:
                Sum<Lanes512>(input, gradient, scratch);
                break;
            case 8:
                Sum<Lanes256>(input, gradient, scratch);
                break;
            default:
                Sum<Lanes128>(input, gradient, scratch);
                break;
        }

        Unpack(scratch + PackedLength, kernel);
        if (bias is not null)
        {
            PlaneSums.Compute(gradient, _batch, _sizes.Outputs, _sizes.OutputPlane, bias);
        }
    }

    private static int Blocks(int count, int size) => (count + size - 1) / size;

    private nint ImageLength(int rows) => (nint)_channelBlocks * _sizes.RowsFor(rows) * _sizes.CoveredWidth * _lanes;

    private void Sum<TLanes>(float* input, float* gradient, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        float* sums = scratch + PackedLength;
        new Span<float>(sums, checked((int)SumsLength)).Clear();
        for (int image = 0; image < _batch; image += _imagesAtOnce)
        {
            int images = Math.Min(_imagesAtOnce, _batch - image);
            for (int row = 0; row < _sizes.OutputHeight; row += _rowsAtOnce)
            {
                int rows = Math.Min(_rowsAtOnce, _sizes.OutputHeight - row);
                for (int part = 0; part < images; part++)
                {
                    Pack(input + ((nint)(image + part) * _sizes.Channels * _sizes.InputPlane), row, rows, scratch + (part * ImageLength(rows)));
                }

                AddStrips<TLanes>(scratch, gradient + ((nint)image * _sizes.Outputs * _sizes.OutputPlane) + (row * _sizes.OutputWidth), images, rows, sums);
            }
        }
    }

    // The rows of x that some rows of the output see, [block of channels, row, position, lane], with zeros where the padding is.
    private void Pack(float* image, int firstRow, int rows, float* to)
    {
        int width = _sizes.CoveredWidth;
        int left = Math.Min(_sizes.Window.PadLeft, width);
        int inside = Math.Clamp(width - left, 0, _sizes.Width);
        for (int block = 0; block < _channelBlocks; block++)
        {
            int channel = block * _lanes;
            float* plane = image + ((nint)channel * _sizes.InputPlane);
            for (int covered = 0; covered < _sizes.RowsFor(rows); covered++, to += width * _lanes)
            {
                int y = (firstRow * _sizes.Window.StrideY) + covered - _sizes.Window.PadTop;
                int taken = y >= 0 && y < _sizes.Height ? inside : 0;
                int before = taken == 0 ? width : left;
                new Span<float>(to, before * _lanes).Clear();
                if (taken > 0)
                {
                    ChannelPacking.PackRow(plane + ((nint)y * _sizes.Width), _sizes.InputPlane, Math.Min(_lanes, _sizes.Channels - channel), _lanes, taken, to + (left * _lanes));
                    new Span<float>(to + ((left + taken) * _lanes), (width - left - taken) * _lanes).Clear();
                }
            }
        }
    }

    private void AddStrips<TLanes>(float* packed, float* gradient, int images, int rows, float* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        int stripRows = images > 1 ? rows : Math.Clamp(StripPositions / _sizes.OutputWidth, 1, rows);
        nint rowStep = (nint)_sizes.CoveredWidth * _lanes;
        nint blockStep = _sizes.RowsFor(rows) * rowStep;
        for (int row = 0; row < rows; row += stripRows)
        {
            KernelGradientTile tile = new(
                _sizes.OutputWidth, Math.Min(stripRows, rows - row), images, (nint)_sizes.Window.StrideX * _lanes, _sizes.Window.StrideY * rowStep, ImageLength(rows), (nint)_sizes.Outputs * _sizes.OutputPlane);
            float* strip = packed + (row * _sizes.Window.StrideY * rowStep);
            float* sum = sums;
            for (int block = 0; block < _channelBlocks; block++, strip += blockStep)
            {
                for (int output = 0; output < _sizes.Outputs; output += KernelGradientTile.Outputs)
                {
                    // Where there are no four channels left the last one is computed again.
                    int last = _sizes.Outputs - 1 - output;
                    float* dy = gradient + ((nint)output * _sizes.OutputPlane) + (row * _sizes.OutputWidth);
                    for (int tap = 0; tap < _sizes.Window.Taps; tap += KernelGradientTile.Taps, sum += TileLength)
                    {
                        nint first = Place(tap);
                        tile.AddTo<TLanes>(
                            strip + first, Place(tap + 1) - first, Place(tap + 2) - first, dy, (nint)Math.Min(1, last) * _sizes.OutputPlane, (nint)Math.Min(2, last) * _sizes.OutputPlane,
                            (nint)Math.Min(3, last) * _sizes.OutputPlane, sum);
                    }
                }
            }
        }
    }

    // Where an element of the window lies in packed x; behind the last one, that one.
    private nint Place(int tap)
    {
        (int y, int x) = Math.DivRem(Math.Min(tap, _sizes.Window.Taps - 1), _sizes.Window.Width);
        return (((nint)y * _sizes.Window.DilationY * _sizes.CoveredWidth) + (x * _sizes.Window.DilationX)) * _lanes;
    }

    // From [block of channels, block of outputs, group of taps, output, tap, lane] to [output, channel, tap].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unpack(float* sums, float* kernel)
    {
        for (int output = 0; output < _sizes.Outputs; output++)
        {
            (int outputBlock, int place) = Math.DivRem(output, KernelGradientTile.Outputs);
            for (int channel = 0; channel < _sizes.Channels; channel++)
            {
                (int channelBlock, int lane) = Math.DivRem(channel, _lanes);
                float* from = sums + ((((nint)channelBlock * _outputBlocks) + outputBlock) * _tapGroups * TileLength) + (place * KernelGradientTile.Taps * _lanes) + lane;
                int tap = 0;
                for (; tap <= _sizes.Window.Taps - KernelGradientTile.Taps; tap += KernelGradientTile.Taps, from += TileLength, kernel += KernelGradientTile.Taps)
                {
                    kernel[0] = from[0];
                    kernel[1] = from[_lanes];
                    kernel[2] = from[2 * _lanes];
                }

                for (; tap < _sizes.Window.Taps; tap++, from += _lanes)
                {
                    *kernel++ = *from;
                }
            }
        }
    }
}
