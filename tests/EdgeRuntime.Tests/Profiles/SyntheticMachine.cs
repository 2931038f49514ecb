using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Runtime.Tests.Profiles;

/// <summary>A machine whose times are known: kernels over blocks of channels, an overhead a node, a price for memory.</summary>
/// <param name="block">The channels in a block.</param>
/// <param name="noise">The largest relative error of a measurement.</param>
internal sealed class SyntheticMachine(int block, double noise = 0)
{
    public const double Overhead = 1.5;

    /// <summary>A stage with padding that keeps the size.</summary>
    public static StageShape Convolution(int channels, int outputs, int size, int kernelHeight = 3, int kernelWidth = 3, int groups = 1, int stride = 1) =>
        new(StageKind.Convolution, channels, outputs, groups, kernelHeight, kernelWidth, stride, stride, 1, 1, size, size, size / stride, size / stride);

    public static StageShape FullyConnected(int inputs, int outputs, int rows = 1) =>
        new(StageKind.FullyConnected, inputs, outputs, 1, 1, 1, 1, 1, 1, 1, rows, 1, rows, 1);

    /// <summary>What a stage takes, without noise: 60 MACs a nanosecond where many channels are written, less where few are.</summary>
    public double Microseconds(StageShape shape)
    {
        double inputs = Padded(shape.InputChannels / shape.Groups) * shape.Groups;
        double outputs = Padded(shape.OutputChannels / shape.Groups);
        double macs = (double)shape.OutputHeight * shape.OutputWidth * inputs * outputs * shape.KernelHeight * shape.KernelWidth;
        double efficiency = Math.Sqrt(outputs / (outputs + 16.0));
        return Overhead + (macs / 60e3 / efficiency) + (shape.Numbers * 4 / 10e3);
    }

    /// <summary>The times of stages as a noisy clock gives them.</summary>
    public ThreadTimings Time(IEnumerable<StageShape> shapes, int seed = 1)
    {
        SeededGenerator random = new(seed);
        return new ThreadTimings
        {
            Threads = 1,
            NodeMicroseconds = Overhead,
            MebibyteMicroseconds = 100,
            Stages = [.. shapes.Select(shape => new StageTiming(shape, Microseconds(shape) * (1 + (noise * ((random.NextInt32(2001) / 1000.0) - 1)))))],
        };
    }

    /// <summary>What a profile would time: pairs of channels at three sizes with four kernels.</summary>
    public static StageShape[] Grid(params ReadOnlySpan<int> channels)
    {
        List<StageShape> shapes = [];
        foreach (int inputs in channels)
        {
            foreach (int outputs in channels)
            {
                foreach (int size in (int[])[32, 16, 8])
                {
                    shapes.Add(Convolution(inputs, outputs, size));
                    shapes.Add(Convolution(inputs, outputs, size, 1, 1));
                    shapes.Add(Convolution(inputs, outputs, size, 3, 1));
                    shapes.Add(Convolution(inputs, outputs, size, 1, 3));
                }
            }
        }

        return [.. shapes];
    }

    private int Padded(int channels) => (channels + block - 1) / block * block;
}
