using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Tests.FineTuning;

public sealed class StepFolderTests : IDisposable
{
    private static readonly StepOutcome s_outcome = new(5 << 20, 0.8148);

    private readonly TemporaryFolder _folder = new();
    private readonly string _input;

    public StepFolderTests() => _input = _folder.Write("model.onnx", [1, 2, 3]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_step_stays()
    {
        StepFolder step = Open("--epochs", "10");
        Assert.Null(step.Outcome);
        File.WriteAllText(step.PathOf("network.onnx"), "n");
        Assert.Equal(s_outcome, step.Finish(s_outcome));
        StepFolder again = Open("--epochs", "10");
        Assert.Equal(s_outcome, again.Outcome);
        Assert.Equal("n", File.ReadAllText(again.PathOf("network.onnx")));
    }

    [Fact]
    public void An_interrupted_step_keeps_its_checkpoint()
    {
        File.WriteAllText(Open("--epochs", "10").PathOf("checkpoint"), "c");
        StepFolder again = Open("--epochs", "10");
        Assert.Null(again.Outcome);
        Assert.True(File.Exists(again.PathOf("checkpoint")));
    }

    [Fact]
    public void What_another_command_left_is_removed()
    {
        StepFolder step = Open("--epochs", "10");
        File.WriteAllText(step.PathOf("checkpoint"), "c");
        step.Finish(s_outcome);
        StepFolder other = Open("--epochs", "11");
        Assert.Null(other.Outcome);
        Assert.False(File.Exists(other.PathOf("checkpoint")));
    }

    [Fact]
    public void What_was_made_of_another_network_is_removed()
    {
        Open("--epochs", "10").Finish(s_outcome);
        File.WriteAllBytes(_input, [1, 2, 4]);
        Assert.Null(Open("--epochs", "10").Outcome);
    }

    [Fact]
    public void What_another_version_of_the_library_made_is_not_taken()
    {
        StepFolder step = Open("--epochs", "10");
        step.Finish(s_outcome);
        string record = File.ReadAllText(step.PathOf("step.json"));
        Assert.Contains(OnnxRuntime.Current.Version, record, StringComparison.Ordinal);
        File.WriteAllText(step.PathOf("step.json"), record.Replace(OnnxRuntime.Current.Version, "1.2.3", StringComparison.Ordinal));
        Assert.Null(Open("--epochs", "10").Outcome);
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_none()
    {
        StepFolder step = Open("--epochs", "10");
        step.Finish(s_outcome);
        File.WriteAllText(step.PathOf("step.json"), "{");
        Assert.Null(Open("--epochs", "10").Outcome);
    }

    [Fact]
    public void Only_what_is_finished_is_found_and_looking_for_it_changes_nothing()
    {
        Assert.Null(Find("--epochs", "10"));
        StepFolder step = Open("--epochs", "10");
        Assert.Null(Find("--epochs", "10"));
        step.Finish(s_outcome);
        Assert.Null(Find("--epochs", "11"));
        Assert.Equal(s_outcome, Find("--epochs", "10")!.Outcome);
    }

    private StepFolder? Find(params string[] command) => StepFolder.Find(_folder.File("step"), command, _input);

    private StepFolder Open(params string[] command) => StepFolder.Open(_folder.File("step"), command, _input);
}
