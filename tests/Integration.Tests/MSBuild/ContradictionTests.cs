using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>A tool whose exit code and files do not belong together: a fault, whose result no later build takes.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class ContradictionTests(PackageFeed feed) : FakeToolTest(feed)
{
    [Theory]
    // Ended at once, with a code that promises files.
    [InlineData("FAKE_RSDTR_EXIT", "0", "1000", "rsdtr ended with exit code 0 but did not write ")]
    [InlineData("FAKE_RSDTR_EXIT", "3", "1000", "rsdtr ended with exit code 3 but did not write ")]
    // A budget that is met and one that is not, and the other's code.
    [InlineData("FAKE_RSDTR_END", "3", "1000", "rsdtr ended with exit code 3, which its verdict in ")]
    [InlineData("FAKE_RSDTR_END", "0", "499", "rsdtr ended with exit code 0, which its verdict in ")]
    public void A_result_that_contradicts_itself_is_a_fault_and_is_made_again(string variable, string exitCode, string limit, string expected)
    {
        using ConsumerProject project = Create("""<RsdtrModel Include="models/net.onnx" Budget="board" />""");
        project.WriteBudget("devices/board.json", limit);
        project.SetVariable(variable, exitCode);
        CommandResult build = project.Build().Fails();
        Assert.NotEmpty(build.Lines($"error RSDTR3005: {expected}"));
        Assert.NotEmpty(build.Lines("please report it."));
        Assert.Empty(build.Lines("RSDTR2101"));
        Assert.False(project.Has($"{ConsumerProject.OutputFolder}/models/net.onnx"));

        // Nothing has changed but the tool.
        project.SetVariable(variable, null);
        CommandResult again = project.Build();
        Assert.Equal(limit == "1000", again.ExitCode == 0);
        _ = Assert.Single(again.Lines(Compressed));
        Assert.Equal(limit == "1000", again.Lines("RSDTR2101").Count == 0);
    }
}
