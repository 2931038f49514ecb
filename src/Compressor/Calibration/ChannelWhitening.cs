using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// The change of variables under which the plain norm of a kernel counts what the input channels make of it: with M the
/// channels' second moment, ||W M^(1/2)|| along C is the root mean square of the output as far as the kernel's positions are
/// uncorrelated. A kernel is decomposed as W M^(1/2), and the input core taken back by M^(-1/2). M is scaled to a mean of 1 along its
/// diagonal, which changes no relative error and keeps the kernel's numbers in their range.
/// </summary>
internal sealed class ChannelWhitening
{
    // Directions that the inputs hardly ever take would be blown up on the way back; they count as this part of the mean.
    private const double Floor = 1e-3;

    private readonly Matrix _root;
    private readonly Matrix _inverseRoot;

    /// <summary>Computes the square roots of a second moment.</summary>
    /// <param name="moment">M, symmetric, C x C.</param>
    public ChannelWhitening(Matrix moment)
    {
        int size = moment.Rows;
        double mean = Enumerable.Range(0, size).Sum(c => moment[c, c]) / size;
        // Inputs that never vary weigh all channels alike.
        double scale = mean > 0 ? 1 / mean : 0;
        SymmetricEigen eigen = SymmetricEigen.Decompose(new Matrix(size, size, [.. moment.Data.Select(number => number * scale)]));
        (_root, _inverseRoot) = SquareRoot.Of(eigen, mean > 0 ? Floor : 1);
    }

    /// <summary>W M^(1/2) along the input channels.</summary>
    public float[] Apply(ReadOnlySpan<float> kernel, KernelShape shape)
    {
        int space = shape.Height * shape.Width;
        float[] result = new float[kernel.Length];
        int volume = shape.InputChannels * space;
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            Matrix slice = new(shape.InputChannels, space);
            for (int i = 0; i < volume; i++)
            {
                slice.Data[i] = kernel[(t * volume) + i];
            }

            Matrix mixed = MatrixProduct.Multiply(_root, slice);
            for (int i = 0; i < volume; i++)
            {
                result[(t * volume) + i] = (float)mixed.Data[i];
            }
        }

        return result;
    }

    /// <summary>The ring of the kernel itself, from the ring of W M^(1/2).</summary>
    public TensorRingKernel Undo(TensorRingKernel ring)
    {
        RingCore core = ring.Cores[1];
        double[] data = new double[core.Data.Length];
        for (int before = 0; before < core.Before; before++)
        {
            Matrix slice = new(core.Size, core.After, core.Data[(before * core.Size * core.After)..((before + 1) * core.Size * core.After)]);
            MatrixProduct.Multiply(_inverseRoot, slice).Data.CopyTo(data, before * core.Size * core.After);
        }

        return new TensorRingKernel([ring.Cores[0], new RingCore(core.Before, core.Size, core.After, data), ring.Cores[2], ring.Cores[3]]);
    }

    /// <summary>The input factor of a pair (r x C) of the kernel itself, from that of W M^(1/2).</summary>
    public Matrix Undo(Matrix reduce) => MatrixProduct.Multiply(reduce, _inverseRoot);
}
