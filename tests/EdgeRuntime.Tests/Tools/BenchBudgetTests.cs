using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary><c>rsdtr-edge bench --budget</c> where there is nothing to hold against the budget.</summary>
public sealed class BenchBudgetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Too_few_runs_for_the_percentile_are_an_error_at_its_line()
    {
        (int code, string output, string error) = Bench(""" "latencyMs": { "percentile": 99, "limit": 1000000, "threads": 1 } """);
        Assert.Equal(3, code);
        Assert.DoesNotContain("budget b: met", output, StringComparison.Ordinal);
        Assert.Equal($"{Budget}(2): error RSDTR2108: 8 runs are too few for percentile 99: raise --min-count", error);
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
    private (int Code, string Output, string Error) Bench(string limits)
    {
        File.WriteAllText(Budget, $$"""
            { "name": "b", "title": "B",
              "limits": { {{limits}} } }
            """);
        (int code, string output, string error) = EdgeTool.Run(
            "bench", _folder.AddBytes("small.onnx", TinyModel.Affine()), "--budget", Budget, "--seconds", "0", "--min-count", "8", "--warmup", "2", "--force");
        return (code, output, error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd('\r'));
    }
}
