using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Benchmarks;

/// <summary>Kernels like those of trained networks: noise whose channel directions fade out by a power law.</summary>
internal static class SeededKernel
{
    /// <summary>Makes a kernel.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="decay">The power by which the channel directions fade out; 0 is plain noise, which has no structure to find.</param>
    /// <param name="seed">The seed.</param>
    public static float[] Create(KernelShape shape, double decay, long seed)
    {
        SeededGenerator generator = new(seed);
        int space = shape.Height * shape.Width;
        Matrix core = Noise(shape.OutputChannels, shape.InputChannels * space, generator);
        for (int t = 0; t < core.Rows; t++)
        {
            for (int column = 0; column < core.Columns; column++)
            {
                core[t, column] *= Math.Pow(1 + t, -decay) * Math.Pow(1 + (column / space), -decay);
            }
        }

        if (decay == 0)
        {
            return [.. core.Data.Select(number => (float)number)];
        }

        // Mix the channels, so that no single one stands out: W = P core Q along T and C.
        Matrix mixed = MatrixProduct.Multiply(Noise(shape.OutputChannels, shape.OutputChannels, generator), core);
        Matrix inputMix = Noise(shape.InputChannels, shape.InputChannels, generator);
        float[] kernel = new float[shape.Size];
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            Matrix slice = new(shape.InputChannels, space, mixed.Row(t).ToArray());
            Matrix product = MatrixProduct.Multiply(inputMix, slice);
            for (int i = 0; i < product.Data.Length; i++)
            {
                kernel[(t * product.Data.Length) + i] = (float)product.Data[i];
            }
        }

        return kernel;
    }

    private static Matrix Noise(int rows, int columns, SeededGenerator generator)
    {
        Matrix matrix = new(rows, columns);
        for (int i = 0; i < matrix.Data.Length; i++)
        {
            matrix.Data[i] = generator.NextNormal();
        }

        return matrix;
    }
}
