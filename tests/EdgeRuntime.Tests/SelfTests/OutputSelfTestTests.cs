using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.SelfTests;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.SelfTests;

public sealed class OutputSelfTestTests
{
    [Fact]
    public void A_model_that_computes_what_was_recorded_passes()
    {
        using EdgeModel model = EdgeModel.Load(Scaled(2).Metadata(ExpectedOutputs.MetadataKey, Record(Scaled(2)).ToText()).ToArray());
        SelfTestResult result = OutputSelfTest.Check(model)!;
        Assert.Equal((1, ExpectedOutputs.UsualTolerance), (result.Outputs, result.Tolerance));
        // Four digits in the text.
        Assert.InRange(result.Difference, 0, 6e-4);
    }

    [Fact]
    public void One_that_computes_something_else_is_an_error_before_anything_is_measured()
    {
        using TemporaryFolder folder = new();
        string file = folder.AddBytes("wrong.onnx", Scaled(2.01f).Metadata(ExpectedOutputs.MetadataKey, Record(Scaled(2)).ToText()).ToArray());
        LatencyBenchmarkOptions options = new() { WarmUp = 1, MinimumCount = 1, MinimumTime = TimeSpan.Zero };
        RsdtrException exception = Assert.Throws<RsdtrException>(() => LatencyBenchmark.Run(file, options));
        Assert.Equal((RuntimeDiagnostics.WrongOutputs, file), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
        Assert.Contains("'y'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, LatencyBenchmark.Run(file, options with { SelfTest = false }).Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2 of a later version")]
    [InlineData("1 seed=1 input=1,3 tolerance=2E-3")]
    [InlineData("1 seed=1 input=1,3 tolerance=2E-3 output=0:3:1:1,2")]
    [InlineData("1 seed=1 input=1,9 tolerance=2E-3 output=0:1:1:1")] // for another shape
    [InlineData("1 seed=1 input=1,40 tolerance=2E-3 output=7:1:1:1")] // of an output that is not there
    public void What_records_nothing_usable_is_not_tested(string? text)
    {
        TinyModel bytes = Scaled(2);
        using EdgeModel model = EdgeModel.Load((text is null ? bytes : bytes.Metadata(ExpectedOutputs.MetadataKey, text)).ToArray());
        Assert.Null(OutputSelfTest.Check(model));
    }

    [Fact]
    public void The_text_reads_back()
    {
        ExpectedOutputs recorded = new(7, [1, 40], 2e-3, [new ExpectedOutput(0, 40, 6.25, [1, -2.5, 0, 1e-10, 5, 6, 7, 8]), new ExpectedOutput(2, 1, 3, [3])]);
        ExpectedOutputs read = ExpectedOutputs.TryParse(recorded.ToText())!;
        Assert.Equal("1 seed=7 input=1,40 tolerance=2.000E-003 output=0:40:6.250E+000:1.000E+000,-2.500E+000,0.000E+000,1.000E-010,5.000E+000,6.000E+000,7.000E+000,8.000E+000 output=2:1:3.000E+000:3.000E+000", recorded.ToText());
        Assert.Equal(recorded.ToText(), read.ToText());
        Assert.Equal((7, 2e-3, 2), (read.Seed, read.Tolerance, read.Outputs.Length));
    }

    [Fact]
    public void The_difference_is_relative_to_the_element_or_to_the_usual_one()
    {
        float[] output = [3, 0, -4, 0];
        ExpectedOutput expected = ExpectedOutput.Of(0, output);
        Assert.Equal((4, 5), (expected.Length, expected.Norm));
        Assert.Equal([3, 0, -4, 0], expected.Values.ToArray());
        Assert.Equal(0, expected.Difference(output));
        // 0.1 beside a root mean square of 2.5.
        Assert.Equal(0.04, expected.Difference([3, 0.1f, -4, 0]), 6);
        // 0.4 of the element -4.
        Assert.Equal(0.1, expected.Difference([3, 0, -4.4f, 0]), 6);
        Assert.Equal(double.PositiveInfinity, expected.Difference([3, 0, -4]));
        Assert.Equal(double.PositiveInfinity, expected.Difference([3, float.NaN, -4, 0]));
        Assert.Equal(double.PositiveInfinity, expected.Difference([3, float.PositiveInfinity, -4, 0]));
        Assert.Equal(0, ExpectedOutput.Of(0, new float[3]).Difference(new float[3]));
    }

    [Fact]
    public void Elements_are_spread_from_the_first_to_the_last() =>
        Assert.Equal([0, 2, 4, 6, 8, 10, 12, 14], ExpectedOutput.Of(0, [.. Enumerable.Range(0, 15).Select(value => (float)value)]).Values.ToArray());

    [Fact]
    public void An_output_that_jumps_with_the_rounding_is_not_recorded()
    {
        // Two models in the place of two ways to run one: they differ by a thousandth.
        Assert.Null(OutputSelfTest.Record(() => EdgeModel.Load(Scaled(2).ToArray()), () => EdgeModel.Load(Scaled(2.002f).ToArray())));
        byte[] whole = new TinyModel().Node("Cast", ["x"], ["y"], ("to", (long)TensorElementType.Int64))
            .Input("x", TensorElementType.Float, "3").Output("y", TensorElementType.Int64, "3").ToArray();
        Assert.Null(OutputSelfTest.Record(() => EdgeModel.Load(whole), () => EdgeModel.Load(whole)));
    }

    private static ExpectedOutputs Record(TinyModel bytes) =>
        OutputSelfTest.Record(() => EdgeModel.Load(bytes.ToArray()), () => EdgeModel.Load(bytes.ToArray()))!;

    private static TinyModel Scaled(float factor) => new TinyModel()
        .Initializer("f", [factor])
        .Node("Mul", ["x", "f"], ["y"])
        .Input("x", TensorElementType.Float, "n", "40")
        .Output("y", TensorElementType.Float, "n", "40");
}
