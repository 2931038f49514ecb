using System.Collections.Immutable;
using System.CommandLine;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Output;
using RsdtrEdge.Tools.Edge.Supervision;

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
        Option<int?> threads = ModelArguments.Threads(hasBudget: true);
        Option<string?> provider = ModelArguments.Provider();
        Option<double?> seconds = NumberOption.Create("--seconds", "S", 0.0, $"The least time of the runs that count; default {Defaults.MinimumTime.TotalSeconds}. It ends after {LatencyBenchmarkOptions.UsualMostRuns:N0} runs in any case.", below: 86401);
        Option<int?> minCount = NumberOption.Create("--min-count", "N", 1, $"The least number of runs that count; default {Defaults.MinimumCount}. With --budget at least as many as its percentile takes.");
        Option<int?> warmUp = NumberOption.Create("--warmup", "N", 1, $"Runs before the first that counts; default: until they are steady, for {Defaults.WarmUpLimit.TotalSeconds} s at most.");
        Option<int?> seed = NumberOption.Create("--seed", "N", 0, $"The seed of the random normal input; default {Defaults.Seed}.");
        Option<ImmutableArray<long>> inputShape = ModelArguments.InputShape();
        Option<string?> baseline = new("--baseline") { Description = "An earlier report of this board (--json): fails where the model has become slower.", HelpName = "FILE" };
        Option<double?> allowed = NumberOption.Create("--allowed-change", "X", 1.0, $"How many times the baseline's latency is no regression yet; default {BaselineComparison.UsualAllowed}.");
        Option<bool> force = new("--force") { Description = "Takes a void measurement as if it were valid; its mark stays." };
        Option<string?> json = new("--json") { Description = "Also writes the report as JSON.", HelpName = "FILE" };

        Command command = new("bench", "Measures the latency of a model on this board.")
        {
            model, against, budget, baseline, allowed, threads, provider, seconds, minCount, warmUp, seed, inputShape, json, force,
        };
        OptionNeeds.Add(command, [allowed], baseline);
        command.SetAction((arguments, cancellation) => Task.FromResult(Supervisor.Do(arguments.GetRequiredValue(model), stop =>
        {
            DeviceBudget? limits = arguments.GetValue(budget) is { } name ? DeviceCatalog.Load(name, [DeviceCatalog.ProjectFolder]) : null;
            // What files have to say is told before the measurement, which may take an hour.
            string? file = arguments.GetValue(json), baselineFile = arguments.GetValue(baseline);
            LatencyReport? earlier = baselineFile is null ? null : LatencyReportJson.Load(baselineFile);
            // The baseline may be replaced: it is read by then, and the next comparison is with this measurement.
            OutputPath.Require([arguments.GetRequiredValue(model), arguments.GetValue(against), limits?.SourcePath], ("--json", file));
            OutputPath.RequireJson("--json", file);

            int? threadCount = arguments.GetValue(threads) ?? limits?.LatencyThreads;
            LatencyBenchmarkOptions options = Defaults with
            {
                MinimumTime = arguments.GetValue(seconds) is { } value ? TimeSpan.FromSeconds(value) : Defaults.MinimumTime,
                MinimumCount = Math.Max(arguments.GetValue(minCount) ?? Defaults.MinimumCount, LatencyGate.LeastCount(limits)),
                WarmUp = arguments.GetValue(warmUp),
                Seed = arguments.GetValue(seed) ?? Defaults.Seed,
                Model = new EdgeModelOptions
                {
                    Session = new SessionOptions
                    {
                        IntraOpThreads = threadCount ?? 0,
                        Providers = ModelArguments.Providers(arguments.GetValue(provider)),
                    },
                    InputShape = arguments.GetValue(inputShape),
                },
            };
            if (earlier is not null)
            {
                BaselineComparison.RequireUsable(earlier, BoardInfo.Read(), threadCount, arguments.GetValue(against) is not null, arguments.GetValue(force), baselineFile);
            }

            LatencyReport report = Measure(arguments.GetRequiredValue(model), arguments.GetValue(against), options, stop);
            // What takes the baseline's place must be fit to be one: that is known behind the verdicts. Everything else is kept whatever they are, and whatever becomes of the figures on the screen.
            bool replacesBaseline = file is not null && baselineFile is not null && SamePath.Are(file, baselineFile);
            RsdtrException? unwritten = file is null || replacesBaseline ? null : Save(report, file);
            LatencyText.Write(report, Console.Out);
            WarningText.WriteFallback(report, Console.Error);
            try
            {
                VoidGate.Check(report, arguments.GetValue(force), Console.Error);
                if (limits is not null)
                {
                    LatencyGate.Check(report, limits, Console.Out, Console.Error);
                }

                if (earlier is not null)
                {
                    BaselineGate.Check(report, earlier, baselineFile!, arguments.GetValue(allowed) ?? BaselineComparison.UsualAllowed, arguments.GetValue(force), Console.Out);
                }
            }
            catch (RsdtrException verdict) when (unwritten is not null)
            {
                _ = ProgramExit.Report("rsdtr-edge", verdict, Console.Error);
            }

            if (unwritten is not null)
            {
                throw unwritten;
            }

            if (replacesBaseline)
            {
                LatencyReportJson.Save(report, file!);
            }
        }, cancellation)));
        return command;
    }

    // The figures are shown and judged whether or not there is a file of them: what goes wrong here is told last.
    private static RsdtrException? Save(LatencyReport report, string file)
    {
        try
        {
            LatencyReportJson.Save(report, file);
            return null;
        }
        catch (RsdtrException exception)
        {
            return exception;
        }
    }

    private static LatencyReport Measure(string model, string? against, LatencyBenchmarkOptions options, CancellationToken cancellation)
    {
        LatencyReport report = against is null
            ? LatencyBenchmark.Run(model, options, cancellation)
            : LatencyBenchmark.Compare(model, against, options, cancellation);
        return report.Against is { } comparison
            ? report with { Against = comparison with { PeakResidentBytes = PeakMemoryProbe.Measure(comparison.Model, options, cancellation) } }
            : report;
    }
}
