using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>That each option of <c>rsdtr finetune</c> arrives: the report tells with what was trained.</summary>
public sealed class FineTuneOptionsTests : CliTest
{
    // As the report has them: each with another value than where it is not given.
    private static readonly Dictionary<string, string> s_values = Parse(
        "mean=0.5,0.25,0.125 std=0.25,0.5,1 channels=bgr resize=fit images=20 held-out=6 epochs=2 batch=7 outputs=scores normalization=batch optimizer=adamw rate=0.004 schedule=one-cycle "
        + "weight-decay=0.002 clip=3 ema=0.75 label-weight=0.5 temperature=2.5 feature-weight=0.375 shift=0.25 colour-noise=0.1 patience=5 seed=9");

    // Those that are given or not.
    private static readonly Dictionary<string, string> s_switches = new() { ["labels"] = "--labels", ["turn"] = "--turn" };

    public FineTuneOptionsTests()
    {
        SaveNetwork();
        for (int i = 0; i < 24; i++)
        {
            RgbImage image = new(8, 8);
            image.Samples.Fill((byte)(10 * i));
            Directory.CreateDirectory(Full($"images/c{i % 4}"));
            PngEncoder.Save(Full(string.Create(CultureInfo.InvariantCulture, $"images/c{i % 4}/{i}.png")), image);
        }
    }

    [Fact]
    public void Every_option_that_is_given_is_the_one_that_holds()
    {
        Dictionary<string, string> usual = Trained();
        Dictionary<string, string> given = Trained([.. s_values.SelectMany(option => (string[])[$"--{option.Key}", option.Value]), .. s_switches.Values, "--no-flip"]);
        Assert.All(s_values, option => Assert.Equal((option.Key, option.Value), (option.Key, given[option.Key])));
        Assert.All(s_switches.Keys, name => Assert.Equal((name, "no", "yes"), (name, usual[name], given[name])));
        Assert.Equal(("yes", "no"), (usual["flip"], given["flip"]));
        Assert.All(s_values, option => Assert.NotEqual((option.Key, option.Value), (option.Key, usual[option.Key])));
        // What is not given above is no option.
        Assert.Equal(["data", "flip", "network", "onnxruntime", "rsdtr", "teacher"], given.Keys.Except(s_values.Keys).Except(s_switches.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("momentum", "0.0025")]
    [InlineData("adamw", "0.0002")]
    [InlineData("muon", "0.0005")]
    public void Each_optimizer_has_its_usual_rate(string name, string rate)
    {
        Dictionary<string, string> options = Trained("--optimizer", name);
        Assert.Equal((name, rate), (options["optimizer"], options["rate"]));
    }

    // Statistics of a batch need an open one and a normalization, and features a place where branches meet: both lie before the pooling.
    private void SaveNetwork()
    {
        ModelProto model = CliModels.Classifier();
        model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam = "batch";
        int pool = model.Graph.Node.IndexOf(model.Graph.Node.Single(node => node.OpType == "GlobalAveragePool"));
        foreach ((string name, float value) in (IEnumerable<(string, float)>)[("scale", 1), ("bias", 0), ("mean", 0), ("variance", 1)])
        {
            TensorProto tensor = new() { Name = name, DataType = (int)TensorProto.Types.DataType.Float };
            tensor.Dims.Add(16);
            tensor.FloatData.AddRange(Enumerable.Repeat(value, 16));
            model.Graph.Initializer.Add(tensor);
        }

        CliModels.AddNode(model, "BatchNormalization", "normal", "conv2", "scale", "bias", "mean", "variance");
        CliModels.AddNode(model, "Add", "sum", "relu2", "normal");
        // Nodes stand behind those that they read.
        for (int place = 0; place < 2; place++)
        {
            NodeProto last = model.Graph.Node[^1];
            model.Graph.Node.RemoveAt(model.Graph.Node.Count - 1);
            model.Graph.Node.Insert(pool, last);
        }

        model.Graph.Node[pool + 2].Input[0] = "sum";
        CliModels.Save(model, Full(Model));
    }

    // With what a network was trained, by the names in the report.
    private Dictionary<string, string> Trained(params string[] options)
    {
        Run(["finetune", Model, "--teacher", Model, "--data", "images", "--report", "report.json", .. options]).Succeeds();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        return Parse(report.RootElement.GetProperty("tool").GetProperty("options").GetString()!);
    }

    private static Dictionary<string, string> Parse(string options) =>
        options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
