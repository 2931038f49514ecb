using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Pipeline;

namespace RsdtrEdge.Compressor.Tests.Calibration.Stepping;

public sealed class SteppingMemoryTests
{
    [Theory]
    [InlineData(1L << 20, 1000, 256)]
    [InlineData(1L << 20, 100, 100)]
    [InlineData(1L << 40, 100, 8)]
    [InlineData(1L << 40, 3, 3)]
    [InlineData(0, 5, 5)]
    public void Two_networks_stay_within_half_a_gibibyte(long bytesPerInput, int available, int expected) =>
        Assert.Equal(expected, SteppingMemory.InputsWithin(bytesPerInput, available));

    [Fact]
    public void The_most_values_at_a_stop_count()
    {
        OnnxModel model = SteppedModels.Get("branches");
        NetworkLayer[] stops = SteppedModels.Stops(model);
        // Three maps of 4 channels, or the 12 joined ones, of 8 x 8 numbers.
        Assert.Equal(3 * 4 * 64 * 4, SteppingMemory.BytesPerInput(
            model, stops, SteppedModels.Shapes(model), SteppedModels.Noise(model, 1, 8), CancellationToken.None));
    }

    [Fact]
    public void Sizes_that_only_the_run_knows_are_measured()
    {
        OnnxModel model = SmallNetworks.AnySize();
        NetworkInputs inputs = SteppedModels.Noise(model, 2, 10);
        // The 12 channels between the two layers.
        Assert.Equal(12 * 100 * 4, SteppingMemory.BytesPerInput(
            model, SteppedModels.Stops(model), SteppedModels.Shapes(model), inputs, CancellationToken.None));
    }
}
