using System.CommandLine;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Caching;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr compress</c>: a network that meets a budget, verified, with a report.</summary>
internal static class CompressCommand
{
    // What statistics and probes need; more takes longer and changes little.
    private const int DefaultImages = 1024;

    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        BudgetOptions budget = new();
        DataOptions data = new(DefaultImages);
        Option<string?> output = new("--output", "-o") { Description = "The compressed model. Default: the model's name with .rsdtr.onnx, beside it.", HelpName = "OUT" };
        Option<string?> report = new("--report") { Description = "Also writes the report as JSON: figures before and after, each layer's family (ring, chain, branches, pair or dense), ranks, plan and error, the comparison with the original, the verdict.", HelpName = "FILE" };
        Option<double?> relativeError = NumberOption.Create("--relative-error", "P", 0.0, "The relative error of each layer (paper), or the largest that any may have (auto).", below: 1.0);
        Option<string> method = new("--method") { Description = "auto: rings, chains, branches and pairs allocated over the layers and fitted one after the other; paper: the published algorithm (rings at one relative error) and nothing else.", HelpName = "auto|paper", DefaultValueFactory = _ => "auto" };
        method.AcceptOnlyFromAmong("auto", "paper");
        Option<string?> objective = new("--objective") { Description = "What is sought within the limits. size: the least loss; flops: likewise, each layer by its plan with the fewest FLOPs; latency: the least product of loss and predicted time, with at most 1.25 times the least loss (method paper: the same cores, by the fastest plans). Default: latency where a profile of the board is known, otherwise size.", HelpName = "size|flops|latency" };
        objective.AcceptOnlyFromAmong("size", "flops", "latency");
        Option<string?> profile = ProfileOption.Create();
        Option<string?> calibration = new("--calibration") { Description = "Images or arrays like those of the application, without labels: three quarters steer (method auto), the rest judges. A folder, .tar.gz, .npy or .npz.", HelpName = "PATH" };
        Option<string?> trainingData = new("--finetune-data") { Description = "Also trains the compressed network to do what the original does, with images or arrays like those of the application, without labels; rsdtr finetune has more options.", HelpName = "PATH" };
        Option<int?> trainingEpochs = NumberOption.Create("--finetune-epochs", "N", 1, $"Times that all of them are trained with. Default {FineTuneOptions.Usual.Epochs}.");
        Option<string?> trainingOutputs = new("--finetune-outputs") { Description = "What training takes the outputs for: class scores, or values that are compared number by number. Default: scores where the one output is a row of two or more.", HelpName = "scores|values" };
        trainingOutputs.AcceptOnlyFromAmong("scores", "values");
        Option<int?> threads = NumberOption.Create("--threads", "N", 1, "Threads to work with, not those of the board (--latency-threads); the result does not depend on it. Default: one a processor.");
        Option<string?> diagnostics = new("--diagnostics") { Description = "Writes the gate's verdict to a file instead of the standard error stream.", HelpName = "FILE" };
        CacheOptions cache = new();
        Option<bool> allowUnmet = new("--allow-unmet") { Description = "Writes the nearest network where the budget cannot be met; the exit code is 3 all the same." };

        Command command = new("compress", "Compresses a network until it meets a budget, and verifies it.") { model };
        budget.AddTo(command);
        foreach (Option option in (Option[])[output, report, relativeError, method, objective, profile, calibration, trainingData, trainingEpochs, trainingOutputs])
        {
            command.Add(option);
        }

        data.AddTo(command);
        foreach (Option option in (Option[])[threads, diagnostics, allowUnmet])
        {
            command.Add(option);
        }

        cache.AddTo(command);
        data.RequireData(command, calibration, trainingData);
        OptionNeeds.Add(command, [trainingEpochs, trainingOutputs], trainingData);
        command.SetAction((arguments, cancellation) =>
        {
            string path = arguments.GetRequiredValue(model);
            double? error = arguments.GetValue(relativeError);
            CompressionOptions options = new()
            {
                Budget = budget.Read(arguments, mayBeAbsent: error is not null),
                Method = arguments.GetValue(method) == "paper" ? CompressionMethod.Paper : CompressionMethod.Auto,
                RelativeError = error,
                Objective = arguments.GetValue(objective) is { } sought ? Enum.Parse<CompressionObjective>(sought, ignoreCase: true) : null,
                Profile = arguments.GetValue(profile),
                Calibration = arguments.GetValue(calibration),
                CalibrationOptions = data.Read(arguments),
                FineTuning = Training(arguments.GetValue(trainingData), arguments.GetValue(trainingEpochs), arguments.GetValue(trainingOutputs), data.Read(arguments)),
                Seed = arguments.GetValue(data.Seed) ?? 0,
                Threads = arguments.GetValue(threads) ?? 0,
                AllowUnmet = arguments.GetValue(allowUnmet),
            };
            string target = arguments.GetValue(output) ?? Path.ChangeExtension(path, ".rsdtr.onnx");
            CompressionFiles files = new(path, target, arguments.GetValue(report), arguments.GetValue(diagnostics));
            return Task.FromResult(CachedCompression.Run(files, options, cache.Read(arguments), cancellation));
        });
        return command;
    }

    // Prepared like the images that steer; how many of those are taken says nothing of these.
    private static FineTuningOptions? Training(string? path, int? epochs, string? outputs, DataSourceOptions calibration)
    {
        if (path is null)
        {
            return null;
        }

        FineTuningOptions options = new()
        {
            Data = path,
            DataOptions = new DataSourceOptions { Preprocessing = calibration.Preprocessing, Seed = calibration.Seed },
            Outputs = FineTuneOptions.Outputs(outputs),
        };
        return epochs is { } count ? options with { Epochs = count } : options;
    }
}
