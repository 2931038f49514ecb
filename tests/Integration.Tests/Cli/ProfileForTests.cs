using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed class ProfileForTests : CliTest
{
    [Fact]
    public void The_stages_of_a_network_are_written_under_its_name_or_where_it_is_told()
    {
        string output = Run("profile-for", Model).Succeeds().Output;
        Assert.Contains("stages and the network's outline written to small.shapes.json", output, StringComparison.Ordinal);
        Assert.Contains("rsdtr-edge profile --shapes small.shapes.json", output, StringComparison.Ordinal);
        Assert.Equal<StageShape>(StageShapes.Of(OnnxModelFile.Load(Full(Model))), StageShapesFile.Read(Full("small.shapes.json")).Shapes);

        Run("profile-for", Model, "-o", "other.json").Succeeds();
        Assert.Equal(File.ReadAllBytes(Full("small.shapes.json")), File.ReadAllBytes(Full("other.json")));
    }

    [Fact]
    public void What_cannot_be_read_or_written_is_told()
    {
        Assert.Equal("RSDTR1001", Fail(1, "profile-for", "absent.onnx").Code);
        Assert.Equal("RSDTR3001", Fail(4, "profile-for", Model, "-o", "absent/list.json").Code);
        Assert.Equal("RSDTR3002", Fail(2, "profile-for", Model, "-o", Model).Code);
        Assert.Equal("RSDTR3002", Fail(2, "profile-for").Code);
    }
}
