using System.Numerics;
using System.Runtime.CompilerServices;
using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Computes a node of <see cref="ReluGradientOperator"/>.</summary>
internal sealed unsafe class ReluGradientKernel : OperatorKernel
{
    // More axes than any network for images has.
    private const int MostAxes = 8;

    /// <inheritdoc/>
    public override void Compute(OperatorCall call)
    {
        Span<long> dy = stackalloc long[MostAxes];
        Span<long> y = stackalloc long[MostAxes];
        float* gradient = call.Input(0, dy, out int rank);
        float* output = call.Input(1, y, out int outputRank);
        dy = dy[..rank];
        if (!dy.SequenceEqual(y[..outputRank]))
        {
            throw new ArgumentException($"Gradients of [{string.Join(", ", dy.ToArray())}], and outputs of [{string.Join(", ", y[..outputRank].ToArray())}].");
        }

        nint count = 1;
        foreach (long size in dy)
        {
            count = checked(count * (nint)size);
        }

        Mask(gradient, output, call.Output(0, dy), count);
    }

    // dy where y is not zero: y is never negative.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mask(float* gradient, float* output, float* result, nint count)
    {
        nint index = 0;
        for (; index <= count - Vector<float>.Count; index += Vector<float>.Count)
        {
            Vector<int> off = Vector.Equals(Vector.Load(output + index), Vector<float>.Zero);
            Vector.AndNot(Vector.Load(gradient + index), Vector.AsVectorSingle(off)).Store(result + index);
        }

        for (; index < count; index++)
        {
            result[index] = output[index] == 0 ? 0 : gradient[index];
        }
    }
}
