using System.CommandLine;
using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr check</c>: the gate alone.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        BudgetOptions budget = new();
        DataOptions data = new();
        Option<string?> against = new("--against") { Description = "The original, for limits in percent and on the outputs. Default: what a compressed model says of it.", HelpName = "ORIGINAL" };
        Option<string?> calibration = new("--calibration") { Description = "Images or arrays to compare the outputs with; needs --against.", HelpName = "PATH" };
        Option<string?> profile = ProfileOption.Create();
        Command command = new("check", "Holds a network against a budget, without changing it.") { model, against, calibration, profile };
        budget.AddTo(command);
        data.AddTo(command);
        data.RequireData(command, calibration);
        OptionNeeds.Add(command, [calibration], against);
        command.SetAction((arguments, cancellation) =>
        {
            OnnxModel network = OnnxModelFile.Load(arguments.GetRequiredValue(model), cancellation);
            OnnxModel? original = arguments.GetValue(against) is { } path ? OnnxModelFile.Load(path, cancellation) : null;
            GateResult result = ModelGate.Check(
                network, original, budget.Read(arguments, mayBeAbsent: false), arguments.GetValue(calibration), data.Read(arguments), arguments.GetValue(profile), cancellation);
            GateText.Write(result, Console.Out);
            DiagnosticOutput.Write("rsdtr", result.Diagnostics, file: null);
            return Task.FromResult((int)(result.IsMet ? ExitCode.Success : ExitCode.BudgetNotMet));
        });
        return command;
    }
}
