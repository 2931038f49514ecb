using System.Text.Json;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>What options of <c>rsdtr compress</c> change, as the report tells it.</summary>
public sealed class CompressOptionsTests : CliTest
{
    [Theory]
    [InlineData("size", new string[0])]
    [InlineData("size", new[] { "--objective", "size" })]
    [InlineData("flops", new[] { "--objective", "flops" })]
    [InlineData("latency", new[] { "--profile", "board.profile.json" })]
    [InlineData("size", new[] { "--objective", "size", "--profile", "board.profile.json" })]
    public void The_objective_is_the_one_asked_for_or_follows_from_what_is_known_of_the_board(string objective, string[] options)
    {
        WriteProfile(networkMicroseconds: 5000);
        JsonElement allocation = Compress(options).GetProperty("allocation");
        Assert.Equal(objective, allocation.GetProperty("objective").GetString());
        JsonElement latency = allocation.GetProperty("latency");
        if (options.Contains("--profile"))
        {
            Assert.Equal(5, latency.GetProperty("beforeMs").GetDouble(), 1e-9);
        }
        else
        {
            Assert.Equal(JsonValueKind.Null, latency.ValueKind);
        }
    }

    [Fact]
    public void A_profile_that_is_absent_is_told()
    {
        ErrorLine line = Fail(1, "compress", Model, "--max-parameters", "60%", "--profile", "absent.json");
        Assert.Equal(("absent.json", "RSDTR4101"), (line.Origin, line.Code));
    }

    [Theory]
    [InlineData(10, new string[0])]
    [InlineData(2, new[] { "--images", "8" })]
    public void Of_the_images_that_are_asked_for_a_quarter_judges(int judging, string[] options)
    {
        Random random = new(3);
        NpyWriter.Save(Full("noise.npy"), Enumerable.Range(0, 40 * 3 * 8 * 8).Select(_ => random.NextSingle() - 0.5f).ToArray(), 40, 3, 8, 8);
        Assert.Equal(judging, Compress(["--calibration", "noise.npy", .. options]).GetProperty("receipt").GetProperty("images").GetInt32());
    }

    private JsonElement Compress(string[] options)
    {
        Run(["compress", Model, "--max-parameters", "60%", "-o", "out.onnx", "--report", "report.json", .. options]).Succeeds();
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Full("report.json")));
        return report.RootElement.Clone();
    }

    // Of a board on which the whole network was timed.
    private void WriteProfile(double networkMicroseconds)
    {
        StageList list = StageShapes.ListOf(OnnxModelFile.Load(Full(Model)));
        DeviceProfileFile.Write(Full("board.profile.json"), new DeviceProfile
        {
            Board = "Board",
            OnnxRuntime = "1.30.0",
            MeasuredAt = DateTimeOffset.UnixEpoch,
            Timings =
            [
                new ThreadTimings
                {
                    Threads = 1, NodeMicroseconds = 1, MebibyteMicroseconds = 100, Stages = [.. list.Shapes.Select(shape => new StageTiming(shape, 10))],
                    Networks = [new NetworkTiming(list.Network!.Rest, networkMicroseconds, list.Network.Stages)],
                },
            ],
        });
    }
}
