using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Rewriting;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class PatchReaderTests
{
    private static readonly ConvolutionSetting[] s_settings =
    [
        new(),
        new() { Pads = [1, 1, 1, 1] },
        new() { Pads = [3, 0, 1, 2], Strides = [2, 1] },
        new() { Pads = [2, 0, 1, 1], Strides = [3, 2] },
        new() { Dilations = [3, 2], Strides = [2, 3], Pads = [3, 3, 3, 3] },
        new() { AutoPad = "SAME_UPPER", Pads = null, Strides = [2, 2], Height = 12, Width = 10 },
        new() { AutoPad = "SAME_LOWER", Pads = null, Strides = [3, 2], Height = 12, Width = 10 },
        new() { AutoPad = "VALID", Pads = null, Strides = [2, 2] },
    ];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 2)]
    public void The_kernel_times_a_patch_is_what_ONNX_Runtime_computes_there(int height, int width)
    {
        const int Outputs = 4;
        const int Channels = 3;
        foreach (ConvolutionSetting setting in s_settings)
        {
            OnnxModel model = setting.ToModel(Outputs, Channels, height, width);
            long[] dims = setting.InputDims(Channels);
            float[] expected = ModelRunner.Run(model, seed: 5, dims)["y"];
            float[] image = ModelRunner.Noise(seed: 5, (int)dims.Aggregate(1L, (product, size) => product * size));
            float[] kernel = TensorReader.ToFloats(model.Graph.Initializer("w")!);
            float[] bias = TensorReader.ToFloats(model.Graph.Initializer("b")!);

            PatchReader reader = new(ConvolutionAttributes.Read(model.Graph.Nodes[0], [height, width]), Channels, (int)setting.Height, (int)setting.Width);
            int positions = reader.OutputHeight * reader.OutputWidth;
            Assert.Equal(expected.Length, Outputs * positions);
            float[] patch = new float[Channels * height * width];
            for (int position = 0; position < positions; position++)
            {
                reader.Read(image, position, patch);
                for (int t = 0; t < Outputs; t++)
                {
                    double sum = bias[t] + patch.Select((number, index) => (double)number * kernel[(t * patch.Length) + index]).Sum();
                    Assert.True(Math.Abs(expected[(t * positions) + position] - sum) <= 1e-5, $"{setting}, position {position}, output {t}");
                }
            }
        }
    }
}
