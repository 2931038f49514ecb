using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// The singular values of a kernel's unfoldings along its cuts. No ring can approximate the kernel better than the best
/// low-rank approximation of each unfolding, which bounds the products of its ranks from below.
/// </summary>
internal sealed class CutSpectra
{
    private readonly FirstUnfolding[] _modes;
    // The squared singular values, not the decompositions: only the former may be asked for by several threads at once.
    private readonly Lazy<double[]> _channelsFromSpace;
    private readonly Lazy<double[]> _crossed;
    private readonly double _channelsFromSpaceWork;
    private readonly double _crossedWork;

    /// <summary>The spectra of the four single modes, which the search has anyway, and of the two cuts between pairs, on demand.</summary>
    public CutSpectra(FirstUnfolding[] modes, double[] kernel, KernelShape shape)
    {
        _modes = modes;
        int channels = shape.OutputChannels * shape.InputChannels;
        int space = shape.Height * shape.Width;
        _channelsFromSpace = new(() => TruncatedSvd.Of(new Matrix(channels, space, kernel)).SquaredValues);
        int first = shape.InputChannels * shape.Height;
        int second = shape.Width * shape.OutputChannels;
        _crossed = new(() => TruncatedSvd.Of(
            new Matrix(shape.OutputChannels, kernel.Length / shape.OutputChannels, kernel).Transpose().Reshape(first, second)).SquaredValues);
        _channelsFromSpaceWork = Work(channels, space);
        _crossedWork = Work(first, second);
    }

    /// <summary>The squared Frobenius norm of the kernel.</summary>
    public double SquaredNorm => _modes[0].SquaredNorm;

    /// <summary>About how many multiply-adds the spectrum along a cut still takes: none once it is known.</summary>
    public double RemainingWork(KernelCut cut) => cut switch
    {
        KernelCut.ChannelsFromSpace => _channelsFromSpace.IsValueCreated ? 0 : _channelsFromSpaceWork,
        KernelCut.Crossed => _crossed.IsValueCreated ? 0 : _crossedWork,
        _ => 0,
    };

    /// <summary>The least rank at which the unfolding along a cut neglects no more than a squared error.</summary>
    public int LeastRank(KernelCut cut, double squaredError)
    {
        // What float64 cannot tell from the allowed error counts as allowed: the bound may be weaker than the truth, never stronger.
        double allowed = squaredError + (1e-11 * SquaredNorm);
        double[] squares = cut switch
        {
            KernelCut.ChannelsFromSpace => _channelsFromSpace.Value,
            KernelCut.Crossed => _crossed.Value,
            _ => _modes[(int)cut].SquaredValues,
        };
        double tail = 0;
        int rank = squares.Length;
        while (rank > 0 && tail + squares[rank - 1] <= allowed)
        {
            tail += squares[--rank];
        }

        return Math.Max(1, rank);
    }

    /// <summary>The cut that separates an arc of one or two modes, given by its first mode, from the others.</summary>
    public static KernelCut Of(int firstMode, int length) => length switch
    {
        1 => (KernelCut)(firstMode % KernelShape.Modes),
        2 => firstMode % 2 == 0 ? KernelCut.ChannelsFromSpace : KernelCut.Crossed,
        _ => throw new ArgumentOutOfRangeException(nameof(length), length, "1 or 2."),
    };

    /// <summary>About how many multiply-adds the spectrum of a matrix takes.</summary>
    public static double Work(double rows, double columns)
    {
        double shorter = Math.Min(rows, columns);
        return (rows * columns * shorter / 2) + (4 * Math.Pow(shorter, 3) / 3);
    }
}
