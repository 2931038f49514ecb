using System.Collections.Immutable;
using System.CommandLine;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Output;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary><c>rsdtr-edge bench</c>: the latency of a model on this board, alone or in turns with another.</summary>
internal static class BenchCommand
{
    private static readonly LatencyBenchmarkOptions Defaults = new();

    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        Option<string?> against = new("--against") { Description = "A second model, measured in turns with the first.", HelpName = "MODEL2" };
        Option<string?> budget = new("--budget") { Description = "A budget whose limits.latencyMs the model must meet: a name or a file.", HelpName = "NAME|FILE" };
        Option<int?> threads = ModelArguments.Threads();
        Option<double?> seconds = NumberOption.Create("--seconds", "S", 0.0, $"The least time of the runs that count; default {Defaults.MinimumTime.TotalSeconds}.", below: 86401);
        Option<int?> minCount = NumberOption.Create("--min-count", "N", 1, $"The least number of runs that count; default {Defaults.MinimumCount}.");
        Option<int?> warmUp = NumberOption.Create("--warmup", "N", 1, $"Runs before the first that counts; default {Defaults.WarmUp}.");
        Option<int?> seed = NumberOption.Create("--seed", "N", 0, $"The seed of the random normal input; default {Defaults.Seed}.");
        Option<ImmutableArray<long>> inputShape = ModelArguments.InputShape();
        Option<string?> json = new("--json") { Description = "Also writes the report as JSON.", HelpName = "FILE" };

        Command command = new("bench", "Measures the latency of a model on this board.")
        {
            model, against, budget, threads, seconds, minCount, warmUp, seed, inputShape, json,
        };
        command.SetAction((arguments, cancellation) =>
        {
            DeviceBudget? limits = arguments.GetValue(budget) is { } name ? DeviceCatalog.Load(name, ["devices"]) : null;
            LatencyBenchmarkOptions options = Defaults with
            {
                MinimumTime = arguments.GetValue(seconds) is { } value ? TimeSpan.FromSeconds(value) : Defaults.MinimumTime,
                MinimumCount = arguments.GetValue(minCount) ?? Defaults.MinimumCount,
                WarmUp = arguments.GetValue(warmUp) ?? Defaults.WarmUp,
                Seed = arguments.GetValue(seed) ?? Defaults.Seed,
                Model = new EdgeModelOptions
                {
                    Session = new SessionOptions { IntraOpThreads = arguments.GetValue(threads) ?? limits?.Limits.LatencyMs?.Threads ?? 0 },
                    InputShape = arguments.GetValue(inputShape),
                },
            };
            Run(arguments.GetRequiredValue(model), arguments.GetValue(against), limits, options, arguments.GetValue(json), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Run(
        string model, string? against, DeviceBudget? budget, LatencyBenchmarkOptions options, string? json, CancellationToken cancellation)
    {
        LatencyReport report = against is null
            ? LatencyBenchmark.Run(model, options, cancellation)
            : LatencyBenchmark.Compare(model, against, options, cancellation);
        if (report.Against is { } comparison)
        {
            report = report with { Against = comparison with { PeakResidentBytes = PeakMemoryProbe.Measure(comparison.Model, options, cancellation) } };
        }

        if (json is not null)
        {
            LatencyReportJson.Save(report, json);
        }

        LatencyText.Write(report, Console.Out);
        if (budget is not null)
        {
            LatencyGate.Check(report, budget, Console.Out, Console.Error);
        }
    }
}
