using RsdtrEdge.Benchmarks.Measurement;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Tests.Measurement;

public sealed class PairedRunTests
{
    [Fact]
    public void All_models_take_turns_in_whole_blocks_and_are_compared_with_the_first()
    {
        using TemporaryFolder folder = new();
        string wide = Save(folder, "wide", 256);
        string narrow = Save(folder, "narrow", 1);
        LatencyBenchmarkOptions options = new()
        {
            MinimumTime = TimeSpan.Zero,
            MinimumCount = 40,
            BlockLength = 10,
            WarmUp = 2,
            Model = new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1 } },
        };
        PairedRun run = PairedRun.Run([wide, narrow, wide], options);
        Assert.Equal([wide, narrow, wide], run.Subjects.Select(subject => subject.Figures.Model));
        Assert.All(run.Subjects, subject => Assert.Equal((40, 4, wide), (subject.Figures.Count, subject.First.Pairs, subject.First.Model)));
        Assert.All(run.Subjects, subject => Assert.True(subject.LoadMs > 0));
        Assert.Equal((1, 1, 1), (run.Subjects[0].First.Speedup, run.Subjects[0].First.SpeedupLow, run.Subjects[0].First.SpeedupHigh));

        Assert.All(run.Subjects, subject => Assert.Equal(4, subject.Blocks.Count));
        Assert.Equal(run.Subjects[1].First.Speedup, run.Subjects[1].TimesFasterThan(run.Subjects[0]));
        Assert.Equal(1, run.Subjects[2].TimesFasterThan(run.Subjects[2]));

        // 256 times as much to compute takes longer, whatever else the machine does.
        Assert.True(run.Subjects[1].First.Speedup > 1);
    }

    [Fact]
    public void Each_model_that_did_not_become_steady_speaks_against_the_figures()
    {
        static LatencyFigures Figures(string name, bool? isSteady) => new()
        {
            Model = $"/folder/{name}.onnx",
            Count = 1,
            WarmUpCount = 100,
            WarmUpSteady = isSteady,
        };
        Assert.Equal(
            ["the runs of b.onnx did not become steady in the time for the warm-up", "the runs of d.onnx did not become steady in the time for the warm-up"],
            PairedRun.Unsteady([Figures("a", true), Figures("b", false), Figures("c", null), Figures("d", false)]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(9, 3)]
    public void A_measurement_is_repeated_until_nothing_speaks_against_it(int firstValid, int measured)
    {
        int count = 0;
        PairedRun run = PairedRun.UntilValid(() => new PairedRun([], Throttled: null, ++count < firstValid ? [$"reason {count}"] : []));
        Assert.Equal(measured, count);
        Assert.Equal(firstValid > measured ? "reason 3" : "", string.Concat(run.VoidReasons));
    }

    private static string Save(TemporaryFolder folder, string name, int width)
    {
        string path = folder.File($"{name}.onnx");
        OnnxModelFile.Save(new GraphBuilder().Input("x", 1, 16, 32, 32).Conv(width, 3, pads: 1).Output("y").Build(), path);
        return path;
    }
}
