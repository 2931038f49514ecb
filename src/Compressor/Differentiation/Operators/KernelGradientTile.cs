using System.Runtime.CompilerServices;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// The innermost loops of a kernel's gradient: four output channels by three elements of the window by one vector of input channels, summed in registers over the positions of
/// some rows. Twelve sums hide the latency of a multiply-add, and each number that is loaded takes part in three or four of them.
/// </summary>
/// <param name="Width">The positions of an output row.</param>
/// <param name="Rows">The rows of each image.</param>
/// <param name="Images">The images.</param>
/// <param name="Step">From one position of packed x to the next.</param>
/// <param name="RowStep">From one row of packed x to the next.</param>
/// <param name="ImageStep">From one packed image to the next.</param>
/// <param name="GradientImageStep">From one image of dy to the next; its rows follow each other.</param>
internal readonly unsafe record struct KernelGradientTile(int Width, int Rows, int Images, nint Step, nint RowStep, nint ImageStep, nint GradientImageStep)
{
    /// <summary>The output channels of a tile.</summary>
    public const int Outputs = 4;

    /// <summary>The elements of the window of a tile.</summary>
    public const int Taps = 3;

    /// <summary>Adds a tile to the sums.</summary>
    /// <typeparam name="TLanes">The vector of input channels.</typeparam>
    /// <param name="input">Packed x at the first position and the first element of the window.</param>
    /// <param name="second">From the first to the second element.</param>
    /// <param name="third">From the first to the third.</param>
    /// <param name="gradient">dy at the first position and channel.</param>
    /// <param name="channel1">From the first channel of dy to the second.</param>
    /// <param name="channel2">To the third.</param>
    /// <param name="channel3">To the fourth.</param>
    /// <param name="sums">The sums, [output, element, lane].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo<TLanes>(float* input, nint second, nint third, float* gradient, nint channel1, nint channel2, nint channel3, float* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        TLanes s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        nint step = Step;
        for (int image = 0; image < Images; image++)
        {
            float* row = input + (image * ImageStep);
            float* dy = gradient + (image * GradientImageStep);
            for (int y = 0; y < Rows; y++)
            {
                float* x = row;
                for (float* end = dy + Width; dy < end; dy++)
                {
                    TLanes x0 = TLanes.Load(x);
                    TLanes x1 = TLanes.Load(x + second);
                    TLanes x2 = TLanes.Load(x + third);
                    TLanes g = TLanes.Repeat(*dy);
                    s00 = TLanes.MultiplyAdd(g, x0, s00);
                    s01 = TLanes.MultiplyAdd(g, x1, s01);
                    s02 = TLanes.MultiplyAdd(g, x2, s02);
                    g = TLanes.Repeat(dy[channel1]);
                    s10 = TLanes.MultiplyAdd(g, x0, s10);
                    s11 = TLanes.MultiplyAdd(g, x1, s11);
                    s12 = TLanes.MultiplyAdd(g, x2, s12);
                    g = TLanes.Repeat(dy[channel2]);
                    s20 = TLanes.MultiplyAdd(g, x0, s20);
                    s21 = TLanes.MultiplyAdd(g, x1, s21);
                    s22 = TLanes.MultiplyAdd(g, x2, s22);
                    g = TLanes.Repeat(dy[channel3]);
                    s30 = TLanes.MultiplyAdd(g, x0, s30);
                    s31 = TLanes.MultiplyAdd(g, x1, s31);
                    s32 = TLanes.MultiplyAdd(g, x2, s32);
                    x += step;
                }

                row += RowStep;
            }
        }

        Add(sums, s00, s01, s02);
        Add(sums + (Taps * TLanes.Count), s10, s11, s12);
        Add(sums + (2 * Taps * TLanes.Count), s20, s21, s22);
        Add(sums + (3 * Taps * TLanes.Count), s30, s31, s32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(float* sums, TLanes first, TLanes second, TLanes third)
        where TLanes : struct, ILanes<TLanes>
    {
        (TLanes.Load(sums) + first).Store(sums);
        (TLanes.Load(sums + TLanes.Count) + second).Store(sums + TLanes.Count);
        (TLanes.Load(sums + (2 * TLanes.Count)) + third).Store(sums + (2 * TLanes.Count));
    }
}
