using System.Runtime.CompilerServices;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// The innermost loops of an input's gradient: eight positions of a row, or of two rows, by one vector of input channels, summed in registers over the output channels and the window. Each vector of weights
/// that is loaded takes part in all sums, with one number of dy each. Two rows need more registers than 16 and are faster where there are 32: with vectors of 16 and on Arm.
/// </summary>
/// <param name="Outputs">The output channels.</param>
/// <param name="Height">The kernel's height.</param>
/// <param name="Width">The kernel's width.</param>
/// <param name="PlaneStep">From one channel of padded dy to the next.</param>
/// <param name="ImageRow">From one row of padded dy to the next.</param>
/// <param name="RowStep">From one row of the window to the next.</param>
/// <param name="ColumnStep">From one column of the window to the next.</param>
internal readonly unsafe record struct InputGradientTile(int Outputs, int Height, int Width, nint PlaneStep, nint ImageRow, nint RowStep, nint ColumnStep)
{
    /// <summary>The positions of a row.</summary>
    public const int Positions = 8;

    /// <summary>Computes one row.</summary>
    /// <typeparam name="TLanes">The vector of input channels.</typeparam>
    /// <param name="gradient">Padded dy at the first position.</param>
    /// <param name="weights">The weights, [output, row, column, lane], the window reversed.</param>
    /// <param name="result">Takes the sums, [position, lane].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteRow<TLanes>(float* gradient, float* weights, float* result)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nint column = ColumnStep;
        for (int output = 0; output < Outputs; output++)
        {
            float* row = gradient + (output * PlaneStep);
            for (int y = 0; y < Height; y++)
            {
                float* dy = row;
                for (float* end = weights + (Width * TLanes.Count); weights < end; weights += TLanes.Count)
                {
                    TLanes w = TLanes.Load(weights);
                    s0 = TLanes.MultiplyAdd(TLanes.Repeat(dy[0]), w, s0);
                    s1 = TLanes.MultiplyAdd(TLanes.Repeat(dy[1]), w, s1);
                    s2 = TLanes.MultiplyAdd(TLanes.Repeat(dy[2]), w, s2);
                    s3 = TLanes.MultiplyAdd(TLanes.Repeat(dy[3]), w, s3);
                    s4 = TLanes.MultiplyAdd(TLanes.Repeat(dy[4]), w, s4);
                    s5 = TLanes.MultiplyAdd(TLanes.Repeat(dy[5]), w, s5);
                    s6 = TLanes.MultiplyAdd(TLanes.Repeat(dy[6]), w, s6);
                    s7 = TLanes.MultiplyAdd(TLanes.Repeat(dy[7]), w, s7);
                    dy += column;
                }

                row += RowStep;
            }
        }

        Store(result, s0, s1, s2, s3, s4, s5, s6, s7);
    }

    /// <summary>Computes two rows.</summary>
    /// <typeparam name="TLanes">The vector of input channels.</typeparam>
    /// <param name="gradient">Padded dy at the first position.</param>
    /// <param name="weights">The weights, [output, row, column, lane], the window reversed.</param>
    /// <param name="result">Takes the sums of the first row, [position, lane].</param>
    /// <param name="next">Takes those of the second row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteRows<TLanes>(float* gradient, float* weights, float* result, float* next)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        TLanes t0 = default, t1 = default, t2 = default, t3 = default, t4 = default, t5 = default, t6 = default, t7 = default;
        nint below = ImageRow;
        nint column = ColumnStep;
        for (int output = 0; output < Outputs; output++)
        {
            float* row = gradient + (output * PlaneStep);
            for (int y = 0; y < Height; y++)
            {
                float* dy = row;
                for (float* end = weights + (Width * TLanes.Count); weights < end; weights += TLanes.Count)
                {
                    TLanes w = TLanes.Load(weights);
                    s0 = TLanes.MultiplyAdd(TLanes.Repeat(dy[0]), w, s0);
                    s1 = TLanes.MultiplyAdd(TLanes.Repeat(dy[1]), w, s1);
                    s2 = TLanes.MultiplyAdd(TLanes.Repeat(dy[2]), w, s2);
                    s3 = TLanes.MultiplyAdd(TLanes.Repeat(dy[3]), w, s3);
                    s4 = TLanes.MultiplyAdd(TLanes.Repeat(dy[4]), w, s4);
                    s5 = TLanes.MultiplyAdd(TLanes.Repeat(dy[5]), w, s5);
                    s6 = TLanes.MultiplyAdd(TLanes.Repeat(dy[6]), w, s6);
                    s7 = TLanes.MultiplyAdd(TLanes.Repeat(dy[7]), w, s7);
                    float* second = dy + below;
                    t0 = TLanes.MultiplyAdd(TLanes.Repeat(second[0]), w, t0);
                    t1 = TLanes.MultiplyAdd(TLanes.Repeat(second[1]), w, t1);
                    t2 = TLanes.MultiplyAdd(TLanes.Repeat(second[2]), w, t2);
                    t3 = TLanes.MultiplyAdd(TLanes.Repeat(second[3]), w, t3);
                    t4 = TLanes.MultiplyAdd(TLanes.Repeat(second[4]), w, t4);
                    t5 = TLanes.MultiplyAdd(TLanes.Repeat(second[5]), w, t5);
                    t6 = TLanes.MultiplyAdd(TLanes.Repeat(second[6]), w, t6);
                    t7 = TLanes.MultiplyAdd(TLanes.Repeat(second[7]), w, t7);
                    dy += column;
                }

                row += RowStep;
            }
        }

        Store(result, s0, s1, s2, s3, s4, s5, s6, s7);
        Store(next, t0, t1, t2, t3, t4, t5, t6, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(float* to, TLanes s0, TLanes s1, TLanes s2, TLanes s3, TLanes s4, TLanes s5, TLanes s6, TLanes s7)
        where TLanes : struct, ILanes<TLanes>
    {
        s0.Store(to);
        s1.Store(to + TLanes.Count);
        s2.Store(to + (2 * TLanes.Count));
        s3.Store(to + (3 * TLanes.Count));
        s4.Store(to + (4 * TLanes.Count));
        s5.Store(to + (5 * TLanes.Count));
        s6.Store(to + (6 * TLanes.Count));
        s7.Store(to + (7 * TLanes.Count));
    }
}
