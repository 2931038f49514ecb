using System.Text;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

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
              "schema": 2,
              "model": "m.onnx",
              "shapes": [
                ["conv",64,64,2,3,3,1,2,1,1,8,9,8,5],
                ["fc",64,10,1,1,1,1,1,1,1,1,1,1,1]
              ]
            }

            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), StageShapesFile.ToJson(new StageList([s_convolution, s_product]), "m.onnx"));
    }

    [Fact]
    public void What_is_written_is_read_again_and_each_stage_once() =>
        Assert.Equal<StageShape>([s_product, s_convolution], Parse(StageShapesFile.ToJson(new StageList([s_product, s_convolution, s_product]))).Shapes);

    [Theory]
    [InlineData("{ \"schema\": 1 }", "RSDTR4105", 1)]
    [InlineData("{ \"schema\": 1,\n \"shapes\": 3 }", "RSDTR4104", 2)]
    [InlineData("{ \"schema\": 1,\n \"shapes\": [\n [\"conv\",64,64,2,3,3,1,2,1,1,8,9,8,5,1.5] ] }", "RSDTR4104", 3)]
    [InlineData("null", "RSDTR4104", 1)]
    [InlineData("{ \"schema\": 1,\n \"shapes\": null }", "RSDTR4104", 2)]
    [InlineData("{ \"schema\": 1,\n \"shapes\": [],\n \"network\": null }", "RSDTR4104", 3)]
    [InlineData("{ \"schema\": 1, \"board\": \"b\" }", "RSDTR4103", 1)]
    [InlineData("{ \"schema\": 1,\n\n ] }", "RSDTR4102", 3)]
    public void What_does_not_fit_is_an_error_with_its_line(string document, string code, int line)
    {
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => Parse(document)).Diagnostic;
        Assert.Equal((code, line, "x.json"), (diagnostic.Descriptor.Id, diagnostic.Line, diagnostic.File));
    }

    [Fact]
    public void A_network_stands_behind_its_stages_and_is_read_again()
    {
        NetworkOutline network = new()
        {
            Rest = "0123456789abcdef0123456789abcdef",
            Stages = [new StageCount(s_convolution, 3), new StageCount(s_product, 1)],
            Weights = [new OutlineWeight("a \"b\"", [64, 32, 3, 3]), new OutlineWeight("fc", [64, 10])],
            Graph = new byte[] { 1, 2, 255 },
        };
        string text = StageShapesFile.ToJson(new StageList([s_convolution], network));
        Assert.EndsWith(
            """
              ],
              "network": {
                "rest": "0123456789abcdef0123456789abcdef",
                "stages": [
                  ["conv",64,64,2,3,3,1,2,1,1,8,9,8,5,3],
                  ["fc",64,10,1,1,1,1,1,1,1,1,1,1,1,1]
                ],
                "weights": [
                  ["a \"b\"",64,32,3,3],
                  ["fc",64,10]
                ],
                "graph": "AQL/"
              }
            }

            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        NetworkOutline read = Parse(text).Network!;
        Assert.Equal<StageCount>(network.Stages, read.Stages);
        Assert.Equal(network.Weights.Select(weight => weight.Name), read.Weights.Select(weight => weight.Name));
        Assert.Equal<int>([64, 32, 3, 3], read.Weights[0].Sizes);
        Assert.Equal((network.Rest, "0102FF"), (read.Rest, Convert.ToHexString(read.Graph.Span)));
        Assert.Null(Parse("{ \"schema\": 1, \"shapes\": [] }").Network);
    }

    [Theory]
    [InlineData("\"AQL/\"", "\"AQL\"", "RSDTR4104")]
    [InlineData("\"AQL/\"", "7", "RSDTR4104")]
    [InlineData("[\"w\",64,32]", "[\"w\"]", "RSDTR4104")]
    [InlineData("[\"w\",64,32]", "[64,32]", "RSDTR4104")]
    [InlineData("[\"w\",64,32]", "[\"w\",0,32]", "RSDTR4104")]
    [InlineData("[\"w\",64,32]", "[\"w\",1000000,1000000]", "RSDTR4104")]
    [InlineData("[\"w\",64,32]", "[\"w\",1,1,1,1,1,1,1,1,1]", "RSDTR4104")]
    [InlineData("[\"w\",64,32]", "[\"v\",16777216,16],[\"w\",16777216,32]", "RSDTR4104")]
    [InlineData("\"rest\"", "\"test\"", "RSDTR4103")]
    [InlineData("\"stages\": [ ], ", "", "RSDTR4105")]
    public void A_network_that_does_not_fit_is_an_error(string part, string replacement, string code)
    {
        const string Document = "{ \"schema\": 2, \"shapes\": [], \"network\": { \"rest\": \"0123456789abcdef0123456789abcdef\", \"stages\": [ ], \"weights\": [ [\"w\",64,32] ], \"graph\": \"AQL/\" } }";
        Assert.NotNull(Parse(Document).Network);
        string document = Document.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Document, document);
        Assert.Equal(code, Assert.Throws<RsdtrException>(() => Parse(document)).Diagnostic.Descriptor.Id);
    }

    [Fact]
    public void Every_stage_of_the_suite_can_be_read_again() => Assert.Equal<StageShape>(StageSuite.Shapes, Parse(StageShapesFile.ToJson(new StageList(StageSuite.Shapes))).Shapes);

    private static StageList Parse(string document) => StageShapesFile.Parse(Encoding.UTF8.GetBytes(document), "x.json");
}
