using System.CommandLine;

namespace RsdtrEdge.Integration.Tests.FakeTool;

/// <summary>The options of <c>rsdtr compress</c> that the build targets pass; any other is an error, as in rsdtr.</summary>
internal static class FakeCommandLine
{
    private static readonly string[] s_passedOn =
    [
        "--max-parameters", "--max-flops", "--max-latency", "--latency-threads", "--relative-error", "--method", "--profile", "--calibration", "--mean", "--std", "--channels",
        "--resize", "--images", "--seed",
        "--finetune-data", "--finetune-epochs", "--finetune-outputs",
    ];

    /// <summary>Builds the command line.</summary>
    public static RootCommand Create()
    {
        var model = new Argument<string>("MODEL");
        var budget = new Option<string?>("--budget");
        var devices = new Option<string[]>("--devices");
        var output = new Option<string>("-o") { Required = true };
        var report = new Option<string>("--report") { Required = true };
        var diagnostics = new Option<string>("--diagnostics") { Required = true };
        var allowUnmet = new Option<bool>("--allow-unmet") { Required = true };
        // Those that do not bear on the result.
        var threads = new Option<int>("--threads") { Required = true };
        var cache = new Option<string?>("--cache");
        var megabytes = new Option<int?>("--cache-megabytes");
        Option<string?>[] passed =
        [
            .. s_passedOn.Select(name => new Option<string?>(name)),
        ];

        var compress = new Command("compress") { model, budget, devices, output, report, diagnostics, allowUnmet, threads, cache, megabytes };
        foreach (Option<string?> option in passed)
        {
            compress.Add(option);
        }

        compress.SetAction(parsed => FakeCompression.Run(new FakeRequest(
            parsed.GetRequiredValue(model),
            parsed.GetValue(budget),
            parsed.GetValue(devices) ?? [],
            parsed.GetRequiredValue(output),
            parsed.GetRequiredValue(report),
            parsed.GetRequiredValue(diagnostics),
            $"{parsed.GetRequiredValue(threads)} threads, cache {parsed.GetValue(cache) ?? "none"} of {parsed.GetValue(megabytes) ?? 0} megabytes",
            passed.Where(option => parsed.GetValue(option) is not null).ToDictionary(option => option.Name, option => parsed.GetValue(option)!))));
        return new RootCommand { compress };
    }
}
