using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Common;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>The options that make up a budget: a device file, where names are looked for, and limits of one's own.</summary>
internal sealed class BudgetOptions
{
    /// <summary>A board's budget.</summary>
    public Option<string?> Budget { get; } = new("--budget")
    {
        Description = "The budget to meet: the name of a board (pi4, pi5, ...) or a budget file.",
        HelpName = "NAME|FILE",
    };

    /// <summary>Where names are looked for.</summary>
    public Option<string[]> Devices { get; } = new("--devices")
    {
        Description = "A folder in which budget names are looked for before the built-in ones; may be given several times. Default: devices.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [DeviceCatalog.ProjectFolder],
    };

    /// <summary>A limit on parameters.</summary>
    public Option<Limit?> MaxParameters { get; } = LimitOption("--max-parameters", "The most stored parameters, in place of the budget's.");

    /// <summary>A limit on FLOPs.</summary>
    public Option<Limit?> MaxFlops { get; } = LimitOption("--max-flops", "The most FLOPs (2 x MACs) of one image, in place of the budget's.");

    /// <summary>A limit on time.</summary>
    public Option<double?> MaxLatency { get; } = new("--max-latency")
    {
        Description = "The longest predicted time of one image in milliseconds, in place of the budget's; needs --profile, or a budget that describes the board.",
        HelpName = "MS",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds) && milliseconds > 0 && double.IsFinite(milliseconds))
            {
                return milliseconds;
            }

            result.AddError($"--max-latency takes milliseconds above 0 such as 12.5, not '{text}'");
            return null;
        },
    };

    /// <summary>The threads of a run on the board.</summary>
    public Option<int?> LatencyThreads { get; } = NumberOption.Create(
        "--latency-threads", "N", 1,
        "The threads that the network will run with on the board: times are taken for as many, and where the profile is of this machine the result is timed with as many. Default: those of the budget's latencyMs, or the board's cores (those of the profile) where time is limited, otherwise one or what of the profile is nearest to it.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Budget);
        command.Add(Devices);
        command.Add(MaxParameters);
        command.Add(MaxFlops);
        command.Add(MaxLatency);
        command.Add(LatencyThreads);
        OptionNeeds.Add(command, [Devices], Budget);
    }

    /// <summary>The budget that a command line asks for.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="mayBeAbsent">Whether a command without any limit is complete.</param>
    /// <exception cref="RsdtrException">There is no budget and no limit (RSDTR3002), or the budget cannot be read.</exception>
    public DeviceBudget Read(ParseResult arguments, bool mayBeAbsent)
    {
        Limit? parameters = arguments.GetValue(MaxParameters);
        Limit? flops = arguments.GetValue(MaxFlops);
        double? latency = arguments.GetValue(MaxLatency);
        int? threads = arguments.GetValue(LatencyThreads);
        if (arguments.GetValue(Budget) is not { } name)
        {
            return mayBeAbsent || parameters is not null || flops is not null || latency is not null
                ? new DeviceBudget { Name = "", Title = "", Limits = new BudgetLimits().Override(parameters, flops, latency), Threads = threads }
                : throw new RsdtrException(
                    ToolDiagnostics.WrongUsage, $"No budget: give --budget NAME|FILE, --max-parameters, --max-flops or --max-latency; {HelpHint.Of(arguments)}");
        }

        DeviceBudget budget = DeviceCatalog.Load(name, arguments.GetValue(Devices)!);
        return budget with { Limits = budget.Limits.Override(parameters, flops, latency), Threads = threads };
    }

    private static Option<Limit?> LimitOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N|P%",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Limit.TryParse(text, out Limit? limit))
            {
                return limit;
            }

            result.AddError($"{name} takes a count or a percentage of the original, such as 1500000 or 50%, not '{text}'");
            return null;
        },
    };
}
