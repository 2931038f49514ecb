using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>Each bad model gives one line that names it, exit code 1, and no file.</summary>
public sealed class BadModelTests : CliTest
{
    private static readonly Dictionary<string, Func<byte[]>> s_files = new()
    {
        ["empty"] = () => [],
        ["text"] = () => "This is a text, and no model.\n"u8.ToArray(),
        ["truncated"] = () => CliModels.Classifier().ToByteArray()[..^2000],
        ["random"] = RandomBytes,
        ["cyclic"] = Cyclic,
        ["dangling"] = Dangling,
        ["external"] = External,
        ["nan"] = () => CliModels.OneConvolution(1, 2, float.NaN, 4).ToByteArray(),
        ["unknown-operator"] = UnknownOperator,
        ["short-tensor"] = ShortTensor,
        ["bad-channels"] = BadChannels,
    };

    [Theory]
    [InlineData("empty", "RSDTR1002", "0 bytes")]
    [InlineData("text", "RSDTR1002", "not an ONNX model")]
    [InlineData("truncated", "RSDTR1002", "truncated")]
    [InlineData("random", "RSDTR1002", "not an ONNX model")]
    [InlineData("cyclic", "RSDTR1003", "cycle")]
    [InlineData("dangling", "RSDTR1003", "'nowhere'")]
    [InlineData("external", "RSDTR1004", "absent.bin")]
    [InlineData("nan", "RSDTR1006", "NaN")]
    [InlineData("unknown-operator", "RSDTR1008", "NoSuchOperator")]
    [InlineData("short-tensor", "RSDTR1005", "'w'")]
    [InlineData("bad-channels", "RSDTR1009", "'map'")]
    public void Compress_says_what_is_wrong(string name, string code, string text)
    {
        Write("bad.onnx", s_files[name]());
        ErrorLine line = Fail(1, "compress", "bad.onnx", "--max-parameters", "50%", "-o", "out.onnx", "--report", "report.json");
        Assert.Equal(("bad.onnx", 1, code), (line.Origin, line.Line, line.Code));
        Assert.True(line.Message.Contains(text, StringComparison.Ordinal), line.Message);
    }

    [Theory]
    [InlineData("empty", "RSDTR1002")]
    [InlineData("truncated", "RSDTR1002")]
    [InlineData("cyclic", "RSDTR1003")]
    [InlineData("external", "RSDTR1004")]
    public void So_do_inspect_and_check(string name, string code)
    {
        Write("bad.onnx", s_files[name]());
        Assert.Equal(("bad.onnx", code), Origin(Fail(1, "inspect", "bad.onnx")));
        Assert.Equal(("bad.onnx", code), Origin(Fail(1, "check", "bad.onnx", "--budget", "pi4")));
    }

    [Fact]
    public void A_model_that_is_not_there_is_named()
    {
        Assert.Equal(("absent.onnx", "RSDTR1001"), Origin(Fail(1, "compress", "absent.onnx", "--max-parameters", "50%")));
        Assert.Equal(("no/such/folder/absent.onnx", "RSDTR1001"), Origin(Fail(1, "compress", "no/such/folder/absent.onnx", "--max-parameters", "50%")));
        Assert.Equal(("absent.onnx", "RSDTR1001"), Origin(Fail(1, "inspect", "absent.onnx")));
        Assert.Equal(("absent.onnx", "RSDTR1001"), Origin(Fail(1, "check", Model, "--against", "absent.onnx", "--max-parameters", "50%")));
        Assert.Equal(("absent.onnx", "RSDTR1001"), Origin(Fail(1, "evaluate", "absent.onnx", "--data", "absent.npy")));
    }

    [Fact]
    public void A_folder_is_no_model()
    {
        Directory.CreateDirectory(Full("models"));
        Assert.Contains("folder", Fail(1, "compress", "models", "--max-parameters", "50%").Message, StringComparison.Ordinal);
    }

    private static (string, string) Origin(ErrorLine line) => (line.Origin, line.Code);

    private static byte[] RandomBytes()
    {
        byte[] bytes = new byte[4096];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Cyclic()
    {
        ModelProto model = CliModels.Empty("image", 1, 4);
        CliModels.AddNode(model, "Add", "a", "image", "b");
        CliModels.AddNode(model, "Relu", "b", "a");
        CliModels.AddOutput(model, "b");
        return model.ToByteArray();
    }

    private static byte[] Dangling()
    {
        ModelProto model = CliModels.Empty("image", 1, 4);
        CliModels.AddNode(model, "Add", "sum", "image", "nowhere");
        CliModels.AddOutput(model, "sum");
        return model.ToByteArray();
    }

    private static byte[] External()
    {
        ModelProto model = CliModels.OneConvolution(1, 2, 3, 4);
        TensorProto weight = model.Graph.Initializer[0];
        weight.RawData = ByteString.Empty;
        weight.DataLocation = DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "absent.bin" });
        return model.ToByteArray();
    }

    private static byte[] UnknownOperator()
    {
        ModelProto model = CliModels.OneConvolution(1, 2, 3, 4);
        (model.Graph.Node[0].Name, model.Graph.Node[0].Output[0]) = ("inner", "inner");
        CliModels.AddNode(model, "NoSuchOperator", "map", "inner");
        return model.ToByteArray();
    }

    private static byte[] ShortTensor()
    {
        ModelProto model = CliModels.OneConvolution(1, 2, 3, 4);
        model.Graph.Initializer[0].RawData = ByteString.CopyFrom(new byte[12]);
        return model.ToByteArray();
    }

    private static byte[] BadChannels()
    {
        ModelProto model = CliModels.OneConvolution(1, 2, 3, 4);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 5;
        return model.ToByteArray();
    }
}
