namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>Each bad budget gives one line that points into it, exit code 1, and no file.</summary>
public sealed class BadBudgetTests : CliTest
{
    [Theory]
    [InlineData("{ \"name\": \"board\",\n  \"title\": oops }", "RSDTR2002", 2)]
    [InlineData("", "RSDTR2002", 1)]
    [InlineData("{ \"name\": \"board\", \"title\": \"A board\", \"hardware\": {},\n  \"limits\": {},\n  \"limit\": {} }", "RSDTR2003", 3)]
    [InlineData("{ \"name\": \"board\", \"title\": \"A board\", \"hardware\": {},\n  \"limits\": {\n \"parameters\": \"half\" } }", "RSDTR2004", 3)]
    [InlineData("{ \"name\": \"board\", \"title\": \"A board\", \"hardware\": {},\n  \"limits\": {\n \"flops\": -1 } }", "RSDTR2004", 3)]
    [InlineData("{ \"name\": \"board\", \"hardware\": {} }", "RSDTR2005", 1)]
    public void A_file_that_is_wrong_is_pointed_into(string json, string code, int number)
    {
        Write("board.json", json);
        ErrorLine line = Fail(1, "compress", Model, "--budget", "board.json", "-o", "out.onnx");
        Assert.Equal(("board.json", number, code), (line.Origin, line.Line, line.Code));
        Assert.Equal(line, Fail(1, "check", Model, "--budget", "board.json"));
    }

    [Fact]
    public void A_name_that_is_not_known_is_told_with_the_nearest_one()
    {
        ErrorLine line = Fail(1, "compress", Model, "--budget", "pi44");
        Assert.Equal("RSDTR2001", line.Code);
        Assert.Contains("no budget \"pi44\"", line.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean \"pi4\"?", line.Message, StringComparison.Ordinal);
        Assert.Equal("RSDTR2001", Fail(1, "check", Model, "--budget", "absent.json").Code);
    }

    [Fact]
    public void A_limit_on_FLOPs_needs_their_number()
    {
        Compressor.Onnx.Proto.ModelProto model = CliModels.OneConvolution(1, 2, 3, 4);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[2].DimParam = "height";
        CliModels.Save(model, Full("open.onnx"));
        ErrorLine line = Fail(1, "compress", "open.onnx", "--max-flops", "50%");
        Assert.Equal(("open.onnx", "RSDTR1007"), (line.Origin, line.Code));
        Assert.Contains("50%", line.Message, StringComparison.Ordinal);
    }
}
