using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary><c>rsdtr-edge bench --budget</c> before the figure is held against the limit: how many runs there are, of how many images, and whether there is a limit.</summary>
public sealed class BenchBudgetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("50", 8)] // takes 2, and 8 were asked for
    [InlineData("99", 100)]
    [InlineData("99.5", 200)]
    public void There_are_as_many_runs_as_the_percentile_takes(string percentile, int runs)
    {
        (int code, string output, string error) = Bench($$""" "latencyMs": { "percentile": {{percentile}}, "limit": 1000000, "threads": 1 } """);
        Assert.True(code == 0, output + error);
        Assert.Matches($"budget b: met, p{percentile} [0-9.]+ ms of {runs} runs", output);
    }

    [Theory]
    [InlineData("", "threads 3")] // the board's cores
    [InlineData(", \"threads\": 2", "threads 2")]
    public void A_limit_is_measured_with_the_threads_that_it_is_predicted_for(string ofLimit, string word)
    {
        (int code, string output, string error) = Bench($$""" "latencyMs": { "percentile": 50, "limit": 1000000{{ofLimit}} } """, hardware: """{ "cores": 3 }""");
        Assert.True(code == 0, output + error);
        Assert.Matches($"{word}\\b", output);
    }

    [Fact]
    public void Several_images_are_not_judged_as_one_and_their_number_is_told()
    {
        (int code, string output, string error) = Bench(
            """ "latencyMs": { "percentile": 90, "limit": 1000000, "threads": 1 } """, TinyModel.Identity(TensorElementType.Float, "8", "3", "4", "4"));
        Assert.Equal(3, code);
        Assert.Contains("method     single stream, input [8,3,4,4] (batch 8), ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("budget b: met", output, StringComparison.Ordinal);
        Assert.StartsWith($"{Budget}(2): error RSDTR2108: {_folder.File("small.onnx")}: limits.latencyMs is of one inference, and a run took a batch of 8 (input [8,3,4,4]): ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_without_a_limit_on_time_is_a_warning()
    {
        (int code, string output, string error) = Bench(""" "parameters": 5 """);
        Assert.Equal(0, code);
        Assert.DoesNotContain("budget b: met", output, StringComparison.Ordinal);
        Assert.Equal($"{Budget}(1): warning RSDTR2107: the budget b has no limits.latencyMs: nothing was checked", error);
    }

    private string Budget => _folder.File("b.json");

    // The last line that is told: before it may stand that the machine was busy.
    private (int Code, string Output, string Error) Bench(string limits, byte[]? model = null, string hardware = "{}")
    {
        File.WriteAllText(Budget, $$"""
            { "name": "b", "title": "B",
              "limits": { {{limits}} }, "hardware": {{hardware}} }
            """);
        (int code, string output, string error) = EdgeTool.Run(
            "bench", _folder.AddBytes("small.onnx", model ?? TinyModel.Affine()), "--budget", Budget, "--seconds", "0", "--min-count", "8", "--warmup", "2", "--force");
        return (code, output, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("").TrimEnd('\r'));
    }
}
