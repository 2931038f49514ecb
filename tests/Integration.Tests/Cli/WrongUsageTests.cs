using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>Each wrong command line gives one line of the program, exit code 2, and no file.</summary>
public sealed class WrongUsageTests : CliTest
{
    [Theory]
    [InlineData("compress small.onnx", "--budget")]
    [InlineData("check small.onnx", "--budget")]
    [InlineData("compress small.onnx --method paper", "--budget")]
    [InlineData("compress --max-parameters 50%", "MODEL")]
    [InlineData("compress small.onnx --relative-error 1", "below 1, not '1'")]
    [InlineData("compress small.onnx --relative-error abc", "'abc'")]
    [InlineData("compress small.onnx --relative-error=-0.5", "'-0.5'")]
    [InlineData("compress small.onnx --relative-error NaN", "'NaN'")]
    [InlineData("compress small.onnx --max-parameters half", "'half'")]
    [InlineData("compress small.onnx --max-parameters 0", "'0'")]
    [InlineData("compress small.onnx --max-flops 10k", "'10k'")]
    [InlineData("compress small.onnx --max-latency 0", "'0'")]
    [InlineData("compress small.onnx --max-latency 50%", "'50%'")]
    [InlineData("compress small.onnx --max-latency Infinity", "'Infinity'")]
    [InlineData("compress small.onnx --max-parameters 50% --latency-threads 0", "'0'")]
    [InlineData("check small.onnx --max-parameters 50% --latency-threads 1.5", "'1.5'")]
    [InlineData("compress small.onnx --max-parameters 50% --threads 0", "'0'")]
    [InlineData("compress small.onnx --max-parameters 50% --seed 1.5", "'1.5'")]
    [InlineData("compress small.onnx --max-parameters 50% --method fast", "fast")]
    [InlineData("compress small.onnx --max-parameters 50% --calibration set.npy --mean 1,x", "mean")]
    [InlineData("compress small.onnx --max-parameters 50% --calibration set.npy --resize crop", "crop")]
    [InlineData("compress small.onnx --max-parametres 50%", "--max-parametres")]
    [InlineData("compress --no-such-option", "--no-such-option")]
    [InlineData("compres small.onnx", "compres")]
    [InlineData("", "")]
    [InlineData("evaluate small.onnx", "--data")]
    [InlineData("check small.onnx --max-parameters 50% --calibration set.npy", "--against")]
    [InlineData("compress small.onnx --max-parameters 50% --mean 0.5", "--mean needs --calibration or --finetune-data: see rsdtr compress --help")]
    [InlineData("compress small.onnx --max-parameters 50% --std 0.5", "--std needs --calibration or --finetune-data")]
    [InlineData("compress small.onnx --max-parameters 50% --channels bgr", "--channels needs --calibration or --finetune-data")]
    [InlineData("compress small.onnx --max-parameters 50% --resize fit", "--resize needs --calibration or --finetune-data")]
    [InlineData("compress small.onnx --max-parameters 50% --finetune-data set.npy --images 5", "--images needs --calibration: ")]
    [InlineData("compress small.onnx --max-parameters 50% --finetune-epochs 5", "--finetune-epochs needs --finetune-data")]
    [InlineData("compress small.onnx --max-parameters 50% --finetune-outputs values", "--finetune-outputs needs --finetune-data")]
    [InlineData("compress small.onnx --max-parameters 50% --cache-megabytes 5", "--cache-megabytes needs --cache: ")]
    [InlineData("compress small.onnx --max-parameters 50% --devices boards", "--devices needs --budget")]
    [InlineData("check small.onnx --max-parameters 50% --devices boards", "--devices needs --budget: see rsdtr check --help")]
    [InlineData("check small.onnx --max-parameters 50% --against small.onnx --images 5", "--images needs --calibration: ")]
    [InlineData("check small.onnx --max-parameters 50% --against small.onnx --mean 0.5", "--mean needs --calibration: ")]
    [InlineData("finetune small.onnx --teacher small.onnx", "--data")]
    [InlineData("finetune small.onnx --data set.npy", "--teacher, or --labels: see rsdtr finetune --help")]
    [InlineData("finetune small.onnx --data set.npy --label-weight 2", "--labels")]
    [InlineData("finetune small.onnx --data set.npy --labels --temperature 2", "--teacher")]
    [InlineData("finetune small.onnx --data set.npy --labels --feature-weight 2", "--teacher")]
    [InlineData("finetune small.onnx --data set.npy --labels --flip --no-flip", "--no-flip")]
    [InlineData("finetune small.onnx --data set.npy --labels --epochs 0", "'0'")]
    [InlineData("finetune small.onnx --data set.npy --labels --rate 0", "'0'")]
    [InlineData("finetune small.onnx --data set.npy --labels --ema 1", "'1'")]
    [InlineData("finetune small.onnx --data set.npy --labels --held-out 100%", "'100%'")]
    [InlineData("finetune small.onnx --data set.npy --labels --held-out none", "'none'")]
    [InlineData("finetune small.onnx --data set.npy --labels --optimizer sgd", "sgd")]
    [InlineData("finetune small.onnx --data set.npy --labels --schedule linear", "linear")]
    [InlineData("report", "REPORT")]
    [InlineData("report --htm", "--htm")]
    [InlineData("report report.json --html", "--html")]
    public void Is_told_in_one_line(string commandLine, string text)
    {
        ErrorLine line = Fail(2, commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(("rsdtr", "RSDTR3002"), (line.Origin, line.Code));
        Assert.Null(line.Line);
        Assert.Contains(text, line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect", "")]
    [InlineData("compress", "small.onnx", "--max-parameters", "50%", "-o", "")]
    [InlineData("compress", "small.onnx", "--max-parameters", "50%", "--report", "")]
    [InlineData("compress", "small.onnx", "--budget", "")]
    public void So_is_an_empty_argument(params string[] arguments) =>
        Assert.Equal(("rsdtr", "RSDTR3002"), Fail(2, arguments) is var line ? (line.Origin, line.Code) : default);

    [Theory]
    [InlineData("--output", "small.onnx")]
    [InlineData("--output", "./small.onnx")]
    [InlineData("--report", "small.onnx")]
    [InlineData("--diagnostics", "small.onnx")]
    public void The_model_is_never_written_over(string option, string path)
    {
        byte[] before = File.ReadAllBytes(Full(Model));
        ErrorLine line = Fail(2, "compress", Model, "--max-parameters", "50%", option, path);
        Assert.Equal((Model, "RSDTR3002"), (line.Origin, line.Code));
        Assert.Equal(before, File.ReadAllBytes(Full(Model)));
    }

    [Theory]
    [InlineData("board.json", "--budget", "--output")]
    [InlineData("board.json", "--budget", "--report")]
    [InlineData("board.profile.json", "--profile", "--output")]
    [InlineData("./board.profile.json", "--profile", "--diagnostics")]
    [InlineData("set.npy", "--calibration", "--output")]
    [InlineData("set.npy", "--finetune-data", "--report")]
    public void Nor_is_anything_else_that_is_read(string path, string input, string output)
    {
        WriteBudget("\"parameters\": \"50%\"");
        byte[] before = File.ReadAllBytes(Full("board.json"));
        foreach (string name in (string[])["board.profile.json", "set.npy"])
        {
            Write(name, before);
        }

        string[] limit = input == "--budget" ? [] : ["--max-parameters", "50%"];
        ErrorLine line = Fail(2, ["compress", Model, input, path, .. limit, output, Path.GetFileName(path)]);
        Assert.Equal((path, "RSDTR3002"), (line.Origin, line.Code));
        Assert.Contains($"{output} would overwrite what is read", line.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Full(path)));
    }

    [Fact]
    public void Nor_is_the_profile_that_a_budget_names()
    {
        Write("board.json", """{ "name": "board", "title": "A board", "profile": "board.profile.json", "limits": { "parameters": "50%" } }""");
        Write("board.profile.json", "{}");
        ErrorLine line = Fail(2, "compress", Model, "--budget", "board.json", "--report", "board.profile.json");
        Assert.Equal("RSDTR3002", line.Code);
        Assert.Equal("{}", File.ReadAllText(Full("board.profile.json")));
    }

    [Theory]
    [InlineData("compress", "--max-parameters", "50%", "--output")]
    [InlineData("compress", "--max-parameters", "50%", "--report")]
    [InlineData("finetune", "--data", "set.npy", "--labels", "--checkpoint")]
    [InlineData("profile-for", "--output")]
    public void Nor_is_the_file_that_a_model_keeps_its_tensors_in(string command, params string[] arguments)
    {
        ModelProto model = CliModels.OneConvolution(1, 2, 3, 4);
        TensorProto weight = model.Graph.Initializer[0];
        byte[] numbers = weight.RawData.ToByteArray();
        weight.RawData = ByteString.Empty;
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "big.onnx.data" });
        Write("big.onnx", model.ToByteArray());
        Write("big.onnx.data", numbers);
        ErrorLine line = Fail(2, [command, "big.onnx", .. arguments, "big.onnx.data"]);
        Assert.Equal(("big.onnx.data", "RSDTR3002"), (line.Origin, line.Code));
        Assert.Equal(numbers, File.ReadAllBytes(Full("big.onnx.data")));
    }

    [Fact]
    public void Two_outputs_are_two_files()
    {
        ErrorLine line = Fail(2, "compress", Model, "--max-parameters", "50%", "-o", "out.onnx", "--report", "out.onnx");
        Assert.Equal(("out.onnx", "RSDTR3002"), (line.Origin, line.Code));
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--report")]
    [InlineData("--diagnostics")]
    public void A_file_that_cannot_be_written_is_a_matter_of_the_environment(string option)
    {
        Directory.CreateDirectory(Full("folder"));
        ErrorLine absent = Fail(4, "compress", Model, "--max-parameters", "50%", option, "absent/out");
        Assert.Equal(("absent/out", 1, "RSDTR3001"), (absent.Origin, absent.Line, absent.Code));
        Assert.Contains("does not exist", absent.Message, StringComparison.Ordinal);
        Assert.Equal(("folder", "RSDTR3001"), (Fail(4, "compress", Model, "--max-parameters", "50%", option, "folder") is var line ? (line.Origin, line.Code) : default));
    }

    [Fact]
    public void Help_and_version_are_no_errors()
    {
        foreach (string option in (string[])["--help", "--version"])
        {
            Infrastructure.CommandResult result = Run(option);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.NotEmpty(result.Output);
        }
    }
}
