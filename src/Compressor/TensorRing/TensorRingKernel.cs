using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// A convolution kernel as a ring of four cores:
/// W(t,c,i,j) = sum over r0,r1,r2,r3 of G1(r0,t,r1) G2(r1,c,r2) G3(r2,i,r3) G4(r3,j,r0)
/// (arXiv 2405.10802, equation 3).
/// </summary>
public sealed class TensorRingKernel
{
    private readonly RingCore[] _cores;

    /// <summary>A ring of four cores in the order T, C, kh, kw.</summary>
    /// <exception cref="ArgumentException">There are not four cores, or neighbours disagree on the rank between them.</exception>
    public TensorRingKernel(IReadOnlyList<RingCore> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        if (cores.Count != KernelShape.Modes)
        {
            throw new ArgumentException($"A kernel's ring has four cores, not {cores.Count}.", nameof(cores));
        }

        for (int mode = 0; mode < cores.Count; mode++)
        {
            RingCore next = cores[(mode + 1) % cores.Count];
            if (cores[mode].After != next.Before)
            {
                throw new ArgumentException(
                    $"The core of mode {mode} ends with rank {cores[mode].After}, the next begins with {next.Before}.", nameof(cores));
            }
        }

        _cores = [.. cores];
    }

    /// <summary>The cores in the order T, C, kh, kw.</summary>
    public IReadOnlyList<RingCore> Cores => _cores;

    /// <summary>The kernel's sizes.</summary>
    public KernelShape Shape => new(_cores[0].Size, _cores[1].Size, _cores[2].Size, _cores[3].Size);

    /// <summary>The ring's ranks.</summary>
    public RingRanks Ranks => new(_cores[0].Before, _cores[1].Before, _cores[2].Before, _cores[3].Before);

    /// <summary>The numbers that the cores hold.</summary>
    public long Storage => Ranks.Storage(Shape);

    /// <summary>The kernel that the cores stand for: T C kh kw numbers, last index fastest.</summary>
    public double[] Reconstruct()
    {
        // From the right: tail(r1, c i j, r0) = G2 G3 G4; then the trace over r0 and r1 with G1.
        Matrix tail = AsMatrix(_cores[1]);
        for (int mode = 2; mode < KernelShape.Modes; mode++)
        {
            RingCore core = _cores[mode];
            Matrix flat = tail.Reshape(tail.Data.Length / core.Before, core.Before);
            tail = MatrixProduct.Multiply(flat, new Matrix(core.Before, core.Size * core.After, core.Data));
        }

        KernelShape shape = Shape;
        (int r0, int r1) = (_cores[0].Before, _cores[0].After);
        int volume = shape.InputChannels * shape.Height * shape.Width;

        // W(t, cij) = sum over (r0, r1) of G1(r0,t,r1) tail(r1,cij,r0).
        Matrix left = new(shape.OutputChannels, r0 * r1);
        Matrix right = new(r0 * r1, volume);
        for (int a = 0; a < r0; a++)
        {
            for (int b = 0; b < r1; b++)
            {
                int row = (a * r1) + b;
                for (int t = 0; t < shape.OutputChannels; t++)
                {
                    left[t, row] = _cores[0][a, t, b];
                }

                for (int v = 0; v < volume; v++)
                {
                    right[row, v] = tail.Data[((((long)b * volume) + v) * r0) + a];
                }
            }
        }

        return MatrixProduct.Multiply(left, right).Data;
    }

    private static Matrix AsMatrix(RingCore core) => new(core.Before * core.Size, core.After, core.Data);
}
