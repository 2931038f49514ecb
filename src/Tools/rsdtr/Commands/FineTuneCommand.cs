using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr finetune</c>: brings accuracy back by training the weights of a compressed network on images.</summary>
internal static class FineTuneCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        Option<string?> teacher = new("--teacher") { Description = "The original, whose outputs are what is trained for. Without it --labels are needed.", HelpName = "ORIGINAL" };
        Option<string> path = new("--data") { Description = "Images or arrays like those of the application: a folder, .tar.gz, .npy or .npz.", HelpName = "PATH", Required = true };
        Option<string?> output = new("--output", "-o") { Description = "The trained model. Default: the model's name with .tuned.onnx, beside it.", HelpName = "OUT" };
        Option<string?> report = new("--report") { Description = "Also writes a report as JSON: options, figures before and after and of each epoch, images a second.", HelpName = "FILE" };
        FineTuneOptions training = new();
        DataOptions data = new();
        Command command = new("finetune", "Trains a compressed network to do what its original does. Ctrl-C keeps the best so far.") { model, teacher, path, output, report };
        training.AddTo(command);
        data.AddTo(command);
        command.SetAction((arguments, cancellation) =>
        {
            string file = arguments.GetRequiredValue(model);
            string? original = arguments.GetValue(teacher);
            FineTuningOptions options = training.Read(
                arguments,
                new FineTuningOptions { Data = arguments.GetRequiredValue(path), DataOptions = data.Read(arguments), Seed = arguments.GetValue(data.Seed) ?? 0 },
                hasTeacher: original is not null);
            string target = arguments.GetValue(output) ?? Path.ChangeExtension(file, ".tuned.onnx");
            Run(file, original, target, arguments.GetValue(report), options, cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Run(string path, string? teacher, string target, string? report, FineTuningOptions options, CancellationToken cancellation)
    {
        OnnxModel network = OnnxModelFile.Load(path, cancellation);
        OnnxModel? original = teacher is null ? null : OnnxModelFile.Load(teacher, cancellation);
        OutputPath.Require([path, .. network.ExternalFiles, teacher, .. original?.ExternalFiles ?? [], options.Data], ("--output", target), ("--report", report), ("--checkpoint", options.Checkpoint));
        FineTuningResult result;
        using (FineTuneDisplay display = new())
        {
            result = FineTuner.Run(network, original, options, display, cancellation);
        }

        bool wasCancelled = result.Report.End == FineTuningEnd.Cancelled;
        if (result.Model is { } tuned)
        {
            OnnxModelFile.Save(tuned, target);
        }
        else if (!wasCancelled && result.Failure is null)
        {
            OnnxModelFile.CopyUnchanged(network, path, target);
        }

        if (report is not null)
        {
            ReportFile.Write(result.Report, report);
        }

        if (result.Failure is { } failure)
        {
            throw new RsdtrException(
                failure.Diagnostic.Descriptor,
                string.Create(CultureInfo.InvariantCulture, $"{failure.Message.TrimEnd('.')}; {target} holds the best so far, of epoch {result.Report.BestEpoch}."),
                failure.Diagnostic.File, failure.Diagnostic.Line, failure);
        }

        if (wasCancelled)
        {
            throw new RsdtrException(ToolDiagnostics.Cancelled, Cancelled(result, target, options.Checkpoint));
        }

        FineTuneText.Write(result.Report, target, Console.Out);
    }

    private static string Cancelled(FineTuningResult result, string target, string? checkpoint)
    {
        string epochs = string.Create(CultureInfo.InvariantCulture, $"cancelled in epoch {result.Report.Epochs.Count + 1}");
        string kept = result.Model is null
            ? "no epoch was better yet than the network as it was, so nothing was written"
            : string.Create(CultureInfo.InvariantCulture, $"{target} holds the best so far, of epoch {result.Report.BestEpoch}");
        return checkpoint is null ? $"{epochs}; {kept}." : $"{epochs}; {kept}; the same command goes on from {checkpoint}.";
    }
}
