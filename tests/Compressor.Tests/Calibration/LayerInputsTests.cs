using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class LayerInputsTests
{
    [Theory]
    [InlineData("Gemm", 4, 3)]
    [InlineData("MatMul", 3)]
    [InlineData("MatMul", 2, 5, 3)]
    [InlineData("MatMul", 0, 3)]
    public void The_inputs_of_a_product_are_its_rows(string opType, params int[] dimensions)
    {
        LayerInputs inputs = new(Node(opType), new KernelShape(7, 3, 1, 1), [.. dimensions.Select(size => (long)size)]);
        int rows = dimensions.SkipLast(1).Aggregate(1, (product, size) => product * size);
        Assert.Equal((rows, 3), (inputs.Count, inputs.PatchSize));
        float[] numbers = [.. Enumerable.Range(0, rows * 3).Select(number => (float)number)];
        float[] row = new float[3];
        for (int at = 0; at < rows; at++)
        {
            inputs.Read(numbers, at, row);
            Assert.Equal([3f * at, (3 * at) + 1, (3 * at) + 2], row);
        }
    }

    [Fact]
    public void The_inputs_of_a_convolution_are_the_windows_of_each_image()
    {
        // Two images of one channel, 2 x 3: windows of 1 x 2 at two positions in each of the two rows.
        LayerInputs inputs = new(Node("Conv"), new KernelShape(5, 1, 1, 2), [2, 1, 2, 3]);
        Assert.Equal((8, 2), (inputs.Count, inputs.PatchSize));
        float[] numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        float[] patch = new float[2];
        float[] firsts = [0, 1, 3, 4, 6, 7, 9, 10];
        for (int at = 0; at < firsts.Length; at++)
        {
            inputs.Read(numbers, at, patch);
            Assert.Equal([firsts[at], firsts[at] + 1], patch);
        }
    }

    private static NodeProto Node(string opType) => NodeBuilder.Node(opType, "n", ["x", "w"], ["y"]);
}
