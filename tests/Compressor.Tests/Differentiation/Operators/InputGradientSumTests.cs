using System.Runtime.InteropServices;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Differentiation.Operators;

/// <summary>
/// The vectorized gradient of inputs with vectors of every width and tiles of one row and of two, whatever the processor has, held to its definition in float64. What lies behind the memory that it
/// may write stays.
/// </summary>
public sealed unsafe class InputGradientSumTests
{
    private const float Untouched = 12345;

    public static TheoryData<int, int> Tiles => new() { { 4, 1 }, { 4, 2 }, { 8, 1 }, { 8, 2 }, { 16, 1 }, { 16, 2 } };

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Channels_need_not_fill_vectors(int lanes, int rows)
    {
        foreach (int inputs in (int[])[1, 3, 4, 5, 8, 15, 16, 17, 33])
        {
            foreach (int outputs in (int[])[1, 2, 7])
            {
                AssertSums(lanes, rows, batch: 2, inputs, outputs, new WindowAttributes(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 5, 7);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Windows_may_have_all_sizes_and_pads(int lanes, int rows)
    {
        foreach (WindowAttributes window in (WindowAttributes[])
        [
            new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0), new(3, 3, 1, 1, 1, 1, 0, 0, 0, 0), new(3, 3, 1, 1, 1, 1, 2, 2, 2, 2), new(3, 3, 1, 1, 1, 1, 2, 0, 1, 2), new(3, 1, 1, 1, 1, 1, 1, 0, 1, 0),
            new(1, 3, 1, 1, 1, 1, 0, 1, 0, 1), new(2, 4, 1, 1, 1, 1, 0, 1, 1, 2), new(3, 3, 1, 1, 2, 3, 2, 3, 2, 3), new(5, 5, 1, 1, 1, 1, 2, 2, 2, 2), new(7, 2, 1, 1, 1, 2, 6, 0, 0, 2),
        ])
        {
            AssertSums(lanes, rows, batch: 2, 6, 3, window, 8, 9);
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Images_may_have_all_sizes(int lanes, int rows)
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 1), (2, 8), (3, 16), (7, 17), (4, 33), (1, 24)])
        {
            AssertSums(lanes, rows, batch: 3, 5, 4, new WindowAttributes(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), height, width);
        }
    }

    // Height and width are those of dy.
    private static void AssertSums(int lanes, int rows, int batch, int inputs, int outputs, WindowAttributes window, int height, int width)
    {
        InputGradientSizes sizes = new() { Channels = inputs, Outputs = outputs, OutputHeight = height, OutputWidth = width, Window = window };
        InputGradientSum sum = new(sizes, batch, lanes, rows);
        float[] dy = ModelRunner.Noise(1, batch * outputs * height * width);
        float[] w = ModelRunner.Noise(2, outputs * inputs * window.Taps);
        float[] dx = [.. Enumerable.Repeat(Untouched, (batch * inputs * sizes.InputPlane) + 1)];
        float* scratch = (float*)NativeMemory.AlignedAlloc((nuint)(sum.ScratchLength + 1) * sizeof(float), 64);
        try
        {
            // What a call before left behind does not count.
            new Span<float>(scratch, (int)sum.ScratchLength + 1).Fill(Untouched);
            fixed (float* gradient = dy, kernel = w, result = dx)
            {
                sum.Compute(gradient, kernel, result, scratch);
            }

            Assert.Equal(Untouched, scratch[sum.ScratchLength]);
        }
        finally
        {
            NativeMemory.AlignedFree(scratch);
        }

        Assert.Equal(Untouched, dx[^1]);
        double[] expected = Expected(sizes, batch, dy, w);

        // Float32 sums of products below 1.
        double tolerance = 1e-6 * Math.Sqrt(outputs * window.Taps);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.True(
                Math.Abs(expected[index] - dx[index]) <= tolerance,
                $"{lanes} lanes, {rows} rows, {batch} x {inputs} to {outputs}, {window} @ {height} {width}, element {index}: {dx[index]} is not {expected[index]}.");
        }
    }

    // By what each dy gives to the elements of x that its window meets.
    private static double[] Expected(InputGradientSizes sizes, int batch, float[] dy, float[] w)
    {
        WindowAttributes window = sizes.Window;
        double[] dx = new double[batch * sizes.Channels * sizes.InputPlane];
        for (int index = 0; index < dy.Length; index++)
        {
            (int plane, int position) = Math.DivRem(index, sizes.OutputPlane);
            (int image, int output) = Math.DivRem(plane, sizes.Outputs);
            (int y, int x) = Math.DivRem(position, sizes.OutputWidth);
            for (int term = 0; term < sizes.Channels * window.Taps; term++)
            {
                (int channel, int tap) = Math.DivRem(term, window.Taps);
                int inputY = y + (tap / window.Width * window.DilationY) - window.PadTop;
                int inputX = x + (tap % window.Width * window.DilationX) - window.PadLeft;
                if (inputY >= 0 && inputY < sizes.Height && inputX >= 0 && inputX < sizes.Width)
                {
                    dx[(((image * sizes.Channels) + channel) * sizes.InputPlane) + (inputY * sizes.Width) + inputX] += (double)dy[index] * w[(output * sizes.Channels * window.Taps) + term];
                }
            }
        }

        return dx;
    }
}
