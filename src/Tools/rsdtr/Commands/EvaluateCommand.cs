using System.CommandLine;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr evaluate</c>: accuracy, and how near a network's outputs are to the original's.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        Option<string?> against = new("--against") { Description = "The original to compare with.", HelpName = "ORIGINAL" };
        Option<string> path = new("--data") { Description = "Images or arrays: a folder, .tar.gz, .npy or .npz.", HelpName = "PATH", Required = true };
        Option<bool> json = new("--json") { Description = "Writes JSON instead of text." };
        Option<int?> threads = NumberOption.Create("--threads", "N", 1, "Threads of ONNX Runtime. Default: one a processor.");
        DataOptions data = new();
        Command command = new("evaluate", "Measures top-1, top-5, agreement with the original and relative output error.") { model, against, path, json, threads };
        data.AddTo(command);
        command.SetAction((arguments, cancellation) =>
        {
            OnnxModel network = OnnxModelFile.Load(arguments.GetRequiredValue(model), cancellation);
            OnnxModel? original = arguments.GetValue(against) is { } file ? OnnxModelFile.Load(file, cancellation) : null;
            Evaluation result = NetworkEvaluator.Evaluate(
                network, original, arguments.GetRequiredValue(path), data.Read(arguments), arguments.GetValue(threads) ?? 0, cancellation);
            Console.Out.Write(arguments.GetValue(json) ? EvaluationText.ToJson(result) : EvaluationText.ToText(result));
            return Task.FromResult(0);
        });
        return command;
    }
}
