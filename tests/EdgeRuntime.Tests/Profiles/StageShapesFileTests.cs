using System.Collections.Immutable;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class StageShapesFileTests
{
    private static readonly StageShape s_convolution = new(StageKind.Convolution, 64, 64, 2, 3, 3, 1, 2, 1, 1, 8, 9, 8, 5);
    private static readonly StageShape s_product = new(StageKind.FullyConnected, 64, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    [Fact]
    public void The_text_has_a_line_a_stage()
    {
        string expected = """
            {
              "schema": 1,
              "model": "m.onnx",
              "shapes": [
                ["conv",64,64,2,3,3,1,2,1,1,8,9,8,5],
                ["fc",64,10,1,1,1,1,1,1,1,1,1,1,1]
              ]
            }

            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), StageShapesFile.ToJson([s_convolution, s_product], "m.onnx"));
    }

    [Fact]
    public void What_is_written_is_read_again_and_each_stage_once() =>
        Assert.Equal<StageShape>([s_product, s_convolution], Parse(StageShapesFile.ToJson([s_product, s_convolution, s_product])));

    [Theory]
    [InlineData("{ \"schema\": 1 }", "RSDTR4105", 1)]
    [InlineData("{ \"schema\": 1,\n \"shapes\": 3 }", "RSDTR4104", 2)]
    [InlineData("{ \"schema\": 1,\n \"shapes\": [\n [\"conv\",64,64,2,3,3,1,2,1,1,8,9,8,5,1.5] ] }", "RSDTR4104", 3)]
    [InlineData("{ \"schema\": 1, \"board\": \"b\" }", "RSDTR4103", 1)]
    [InlineData("{ \"schema\": 1,\n\n ] }", "RSDTR4102", 3)]
    public void What_does_not_fit_is_an_error_with_its_line(string document, string code, int line)
    {
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => Parse(document)).Diagnostic;
        Assert.Equal((code, line, "x.json"), (diagnostic.Descriptor.Id, diagnostic.Line, diagnostic.File));
    }

    [Fact]
    public void Every_stage_of_the_suite_can_be_read_again() => Assert.Equal<StageShape>(StageSuite.Shapes, Parse(StageShapesFile.ToJson(StageSuite.Shapes)));

    private static ImmutableArray<StageShape> Parse(string document) => StageShapesFile.Parse(Encoding.UTF8.GetBytes(document), "x.json");
}
