using System.Runtime.InteropServices;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Differentiation.Kernels;

namespace RsdtrEdge.Compressor.Tests.Differentiation.Operators;

/// <summary>
/// The vectorized gradient of kernels with vectors of every width, whichever the processor has, held to its definition in float64. What lies behind the memory that it may write stays.
/// </summary>
public sealed unsafe class KernelGradientSumTests
{
    private const float Untouched = 12345;

    public static TheoryData<int> Lanes => [4, 8, 16];

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Channels_need_not_fill_vectors_or_tiles(int lanes)
    {
        foreach (int inputs in (int[])[1, 3, 4, 7, 8, 15, 16, 17, 33])
        {
            foreach (int outputs in (int[])[1, 2, 3, 4, 5, 9])
            {
                AssertSums(lanes, batch: 3, inputs, outputs, [3, 3], [1, 1], [1, 1], [1, 1, 1, 1], [5, 7]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Windows_may_have_all_sizes_steps_and_pads(int lanes)
    {
        foreach ((long[] kernel, long[] strides, long[] dilations, long[] pads) in ((long[], long[], long[], long[])[])
        [
            ([1, 1], [2, 2], [1, 1], [0, 0, 0, 0]), ([3, 3], [2, 2], [1, 1], [1, 1, 1, 1]), ([3, 3], [2, 1], [1, 1], [0, 1, 2, 0]), ([3, 3], [1, 1], [2, 3], [2, 3, 2, 3]),
            ([3, 1], [1, 1], [1, 1], [1, 0, 1, 0]), ([1, 3], [1, 1], [1, 1], [0, 1, 0, 1]), ([2, 2], [1, 1], [1, 1], [0, 0, 1, 1]), ([5, 5], [1, 1], [1, 1], [2, 2, 2, 2]),
            ([7, 7], [2, 2], [1, 1], [3, 3, 3, 3]), ([4, 2], [3, 2], [1, 2], [9, 0, 0, 12]), ([3, 3], [4, 4], [1, 1], [0, 0, 0, 0]), ([8, 9], [1, 1], [1, 1], [0, 0, 0, 0]),
        ])
        {
            AssertSums(lanes, batch: 2, 5, 6, kernel, strides, dilations, pads, [8, 9]);
        }
    }

    // Several images a part, a last part that is smaller, an image in several parts, rows longer than a strip, one position.
    [Theory]
    [InlineData(5, 4, 4, 8, 8)]
    [InlineData(3, 2, 2, 15, 17)]
    [InlineData(1, 40, 3, 45, 44)]
    [InlineData(2, 70, 2, 40, 70)]
    [InlineData(2, 3, 2, 3, 300)]
    [InlineData(9, 3, 5, 1, 1)]
    [InlineData(1, 600, 1, 9, 60)]
    public void Batches_and_images_may_have_all_sizes(int batch, int inputs, int outputs, int height, int width)
    {
        foreach (int lanes in (int[])[4, 8, 16])
        {
            AssertSums(lanes, batch, inputs, outputs, [3, 3], [1, 1], [1, 1], [1, 1, 1, 1], [height, width]);
            AssertSums(lanes, batch, inputs, outputs, [3, 2], [2, 2], [1, 1], [1, 1, 1, 0], [height, width]);
        }
    }

    private static KernelGradientSizes Sizes(KernelGradientShape shape) => new()
    {
        Channels = (int)shape.Channels,
        Outputs = (int)shape.Outputs,
        Height = (int)shape.InputSizes[0],
        Width = (int)shape.InputSizes[1],
        OutputHeight = (int)shape.OutputSizes[0],
        OutputWidth = (int)shape.OutputSizes[1],
        Window = WindowAttributes.Of(shape.Geometry),
    };

    private static void AssertSums(int lanes, int batch, int inputs, int outputs, long[] kernel, long[] strides, long[] dilations, long[] pads, long[] input)
    {
        KernelGradientShape shape = new(
            inputs, outputs,
            ConvolutionAttributes.Read(
                NodeBuilder.Node("Conv", "conv", ["x", "w"], ["y"], NodeBuilder.Ints("strides", strides), NodeBuilder.Ints("dilations", dilations), NodeBuilder.Ints("pads", pads)), kernel),
            input);
        Assert.True(KernelGradients.Operator.Serves(shape) || shape.Taps == 1);
        KernelGradientSum sum = new(Sizes(shape), batch, lanes);
        float[] x = ModelRunner.Noise(1, (int)(batch * inputs * input[0] * input[1]));
        float[] dy = ModelRunner.Noise(2, (int)(batch * outputs * shape.Positions));
        float[] dw = [.. Enumerable.Repeat(Untouched, (outputs * inputs * (int)shape.Taps) + 1)];
        float[] db = [.. Enumerable.Repeat(Untouched, outputs + 1)];
        float* scratch = (float*)NativeMemory.AlignedAlloc((nuint)(sum.ScratchLength + 1) * sizeof(float), 64);
        try
        {
            // What a call before left behind does not count.
            new Span<float>(scratch, (int)sum.ScratchLength + 1).Fill(Untouched);
            fixed (float* images = x, gradient = dy, weights = dw, bias = db)
            {
                sum.Compute(images, gradient, weights, bias, scratch);
            }

            Assert.Equal(Untouched, scratch[sum.ScratchLength]);
        }
        finally
        {
            NativeMemory.AlignedFree(scratch);
        }

        Assert.Equal(Untouched, dw[^1]);
        Assert.Equal(Untouched, db[^1]);
        string what = $"{lanes} lanes, {batch} x {inputs} to {outputs}, {string.Join(' ', kernel)} / {string.Join(' ', strides)} @ {string.Join(' ', input)}";

        // Float32 sums of products below 1.
        double tolerance = 1e-6 * Math.Sqrt(batch * shape.Positions);
        double[] expected = KernelReference.Of(shape, x, dy);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.True(Math.Abs(expected[index] - dw[index]) <= tolerance, $"{what}, element {index}: {dw[index]} is not {expected[index]}.");
        }

        for (int output = 0; output < outputs; output++)
        {
            double total = Enumerable.Range(0, batch).Sum(image => dy.Skip((int)(((image * outputs) + output) * shape.Positions)).Take((int)shape.Positions).Sum(value => (double)value));
            Assert.True(Math.Abs(total - db[output]) <= tolerance, $"{what}, bias {output}: {db[output]} is not {total}.");
        }
    }
}
