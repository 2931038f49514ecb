using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.SelfTests;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary><c>rsdtr finetune</c> as a process, on a network of two convolutions.</summary>
public sealed partial class FineTuneTests : CliTest
{
    private const int Images = 72;

    public FineTuneTests()
    {
        Random random = new(3);
        NpyWriter.Save(Full("noise.npy"), Enumerable.Range(0, Images * 3 * 8 * 8).Select(_ => random.NextSingle() - 0.5f).ToArray(), Images, 3, 8, 8);
        Run("compress", Model, "--method", "paper", "--max-parameters", "70%", "-o", "compressed.onnx").Succeeds();
    }

    [Fact]
    public void A_compressed_network_comes_nearer_to_its_original_inside_the_same_budget()
    {
        CommandResult result = Tune("tuned.onnx", "--epochs", "6", "--report", "report.json").Succeeds();
        Assert.Equal("", result.Error);
        Assert.Equal(6, result.Lines("epoch ").Count(line => line.Contains("images/s", StringComparison.Ordinal)));
        Assert.Contains("written to tuned.onnx", result.Output, StringComparison.Ordinal);

        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        double Error(string side) => report.RootElement.GetProperty(side).GetProperty("outputError").GetDouble();
        Assert.True(Error("after") < Error("before"), $"{Error("before")} before, {Error("after")} after");
        Assert.Equal("rsdtr-finetune/1", report.RootElement.GetProperty("schema").GetString());
        Assert.Equal(6, report.RootElement.GetProperty("epochs").GetArrayLength());

        // Nothing but the weights is another one; what the network says of itself stays, so that it can be checked without its original.
        OnnxModel before = OnnxModelFile.Load(Full("compressed.onnx"));
        OnnxModel after = OnnxModelFile.Load(Full("tuned.onnx"));
        Assert.Equal(before.Proto.Graph.Node, after.Proto.Graph.Node);
        Assert.Equal(before.Proto.Graph.Initializer.Select(tensor => (tensor.Name, tensor.Dims)), after.Proto.Graph.Initializer.Select(tensor => (tensor.Name, tensor.Dims)));
        Assert.Contains(after.Proto.MetadataProps, entry => entry.Key == "rsdtr.finetuned" && entry.Value.Contains($"source={before.SourceHash}", StringComparison.Ordinal));
        Assert.Equal("", Run("check", "tuned.onnx", "--max-parameters", "70%").Succeeds().Error);
        Assert.NotEqual(SelfTest("compressed.onnx"), SelfTest("tuned.onnx"));
    }

    [Fact]
    public void A_compression_can_train_what_it_has_compressed()
    {
        string[] compress = ["compress", Model, "--method", "paper", "--max-parameters", "70%", "-o", "out.onnx", "--report", "report.json", "--calibration", "noise.npy"];
        Run(compress).Succeeds();
        double untrained = Receipt().GetProperty("outputError").GetDouble();
        string untrainedOutputs = SelfTest("out.onnx");
        CommandResult result = Run([.. compress, "--finetune-data", "noise.npy", "--finetune-epochs", "4"]).Succeeds();
        // A fifth of few images judges: 14.4 of 72.
        Assert.Contains("trained 4 epochs with 58 images", result.Output, StringComparison.Ordinal);
        Assert.Contains("warning RSDTR1110: ", result.Error, StringComparison.Ordinal);
        // Judged on the same images as before, which the network was trained with.
        double trained = Receipt().GetProperty("outputError").GetDouble();
        Assert.True(trained < untrained, $"{untrained} before, {trained} after");
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        Assert.Equal(4, report.RootElement.GetProperty("fineTuning").GetProperty("epochs").GetArrayLength());
        Assert.Equal("met", report.RootElement.GetProperty("verdict").GetString());
        Assert.NotEqual(untrainedOutputs, SelfTest("out.onnx"));
        OnnxModel model = OnnxModelFile.Load(Full("out.onnx"));
        // What was trained is no file; its teacher is.
        string teacher = OnnxModelFile.Load(Full(Model)).SourceHash!;
        Assert.Contains(model.Proto.MetadataProps, entry => entry.Key == "rsdtr.finetuned" && entry.Value.Contains($"source=compression teacher={teacher} ", StringComparison.Ordinal));
        JsonElement source = report.RootElement.GetProperty("fineTuning").GetProperty("source");
        Assert.Equal("compression", source.GetProperty("file").GetString());
        Assert.Equal(teacher, report.RootElement.GetProperty("source").GetProperty("xxHash128").GetString());
        Assert.Contains(model.Proto.MetadataProps, entry => entry.Key == "rsdtr.outputError" && entry.Value == trained.ToString("F4", CultureInfo.InvariantCulture));

        Assert.Equal("RSDTR1101", Fail(1, [.. compress[..6], "--finetune-data", "absent"]).Code);
        Assert.Contains("--finetune-data", Fail(2, [.. compress[..6], "--finetune-epochs", "4"]).Message, StringComparison.Ordinal);
        Assert.Contains("--finetune-outputs needs", Fail(2, [.. compress[..6], "--finetune-outputs", "values"]).Message, StringComparison.Ordinal);

        JsonElement Receipt()
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
            return document.RootElement.GetProperty("receipt").Clone();
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads()
    {
        Tune("one.onnx", "--epochs", "2", "--threads", "1").Succeeds();
        Tune("two.onnx", "--epochs", "2", "--threads", "2").Succeeds();
        Tune("other.onnx", "--epochs", "2", "--seed", "1").Succeeds();
        Assert.Equal(File.ReadAllBytes(Full("one.onnx")), File.ReadAllBytes(Full("two.onnx")));
        Assert.NotEqual(File.ReadAllBytes(Full("one.onnx")), File.ReadAllBytes(Full("other.onnx")));
    }

    [Fact]
    public void Class_folders_teach_without_a_teacher()
    {
        // Four colours, one a class, with noise: the network's untrained classes know nothing of them.
        Random random = new(5);
        for (int i = 0; i < 48; i++)
        {
            RgbImage image = new(8, 8);
            Span<byte> samples = image.Samples;
            for (int at = 0; at < samples.Length; at++)
            {
                samples[at] = (byte)(random.Next(60) + ((at % 3) == i % 4 ? 180 : 20));
            }

            Directory.CreateDirectory(Full($"images/c{i % 4}"));
            PngEncoder.Save(Full(string.Create(CultureInfo.InvariantCulture, $"images/c{i % 4}/{i}.png")), image);
        }

        Run("finetune", "compressed.onnx", "--data", "images", "--labels", "--epochs", "20", "--batch", "8", "--rate", "0.05", "--held-out", "25%", "--mean", "0.5", "--std", "0.25",
            "--patience", "10", "--optimizer", "momentum", "--ema", "0.5", "--schedule", "one-cycle", "-o", "tuned.onnx", "--report", "report.json").Succeeds();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        double Top1(string side) => report.RootElement.GetProperty(side).GetProperty("top1").GetDouble();
        Assert.True(Top1("after") > Top1("before") && Top1("after") >= 0.75, $"{Top1("before")} before, {Top1("after")} after");
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("teacher").ValueKind);
    }

    [InterruptFact]
    public void An_interrupted_run_keeps_the_best_and_goes_on_to_the_same_bytes()
    {
        string[] options = ["--epochs", "60", "--rate", "0.01"];
        Tune("whole.onnx", options).Succeeds();
        using Process process = Start(Arguments("tuned.onnx", [.. options, "--checkpoint", "run.checkpoint"]));
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("epoch 1/", StringComparison.Ordinal))
        {
        }

        Assert.Equal(0, Kill(process.Id, Interrupts.Signal));
        CommandResult result = Command.Finish(process);
        ErrorLine error = ErrorLine.Only(result, 130);
        Assert.Equal(("rsdtr", "RSDTR3004"), (error.Origin, error.Code));
        Assert.Contains("tuned.onnx holds the best so far", error.Message, StringComparison.Ordinal);
        Assert.Contains("goes on from run.checkpoint", error.Message, StringComparison.Ordinal);
        OnnxModelFile.Load(Full("tuned.onnx"));

        Run(Arguments("tuned.onnx", [.. options, "--checkpoint", "run.checkpoint"])).Succeeds();
        Assert.Equal(File.ReadAllBytes(Full("whole.onnx")), File.ReadAllBytes(Full("tuned.onnx")));
        // A checkpoint is of one run only.
        ErrorLine other = Fail(1, Arguments("tuned.onnx", ["--epochs", "61", "--rate", "0.01", "--checkpoint", "run.checkpoint"]));
        Assert.Equal(("run.checkpoint", "RSDTR1207"), (other.Origin, other.Code));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_told_before_the_work()
    {
        ErrorLine labels = Fail(1, Arguments("tuned.onnx", ["--labels"]));
        Assert.Equal(("noise.npy", "RSDTR1108"), (labels.Origin, labels.Code));
        Write("notes.txt", "no checkpoint");
        ErrorLine checkpoint = Fail(1, Arguments("tuned.onnx", ["--checkpoint", "notes.txt"]));
        Assert.Equal(("notes.txt", "RSDTR1206"), (checkpoint.Origin, checkpoint.Code));
        CliModels.Save(CliModels.OneConvolution(1, 2, 3, 4), Full("other.onnx"));
        Assert.Equal("RSDTR1203", Fail(1, "finetune", "compressed.onnx", "--teacher", "other.onnx", "--data", "noise.npy").Code);
        Assert.Equal("RSDTR1101", Fail(1, "finetune", "compressed.onnx", "--teacher", Model, "--data", "absent").Code);
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--report")]
    [InlineData("--checkpoint")]
    public void A_file_that_cannot_be_written_is_told_before_the_training(string option)
    {
        // The longest names have 255 letters, and what is written has a longer one until it is whole.
        string name = new('n', 250);
        string[] shared = ["finetune", "compressed.onnx", "--teacher", Model, "--data", "noise.npy", "--epochs", "1"];
        CommandResult result = Run([.. shared, option, name]);
        ErrorLine line = ErrorLine.Only(result, 4);
        Assert.Equal((name, "RSDTR3001"), (line.Origin, line.Code));
        Assert.Empty(result.Lines("epoch "));
    }

    [Theory]
    [InlineData("--output", "compressed.onnx")]
    [InlineData("--output", Model)]
    [InlineData("--report", Model)]
    [InlineData("--checkpoint", Model)]
    [InlineData("--output", "noise.npy")]
    [InlineData("--checkpoint", "noise.npy")]
    public void Nothing_that_is_read_is_written_over(string option, string path)
    {
        ErrorLine line = Fail(2, "finetune", "compressed.onnx", "--teacher", Model, "--data", "noise.npy", option, path);
        Assert.Equal((path, "RSDTR3002"), (line.Origin, line.Code));
    }

    // What a network says that it computes, which is what it computes here.
    private string SelfTest(string file)
    {
        using EdgeModel model = EdgeModel.Load(Full(file));
        Assert.NotNull(OutputSelfTest.Check(model));
        return model.Metadata.Custom[ExpectedOutputs.MetadataKey];
    }

    private CommandResult Tune(string target, params string[] options) => Run(Arguments(target, options));

    private static string[] Arguments(string target, string[] options) =>
        ["finetune", "compressed.onnx", "--teacher", Model, "--data", "noise.npy", "--batch", "16", "--held-out", "8", "-o", target, .. options];

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
