using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Tools.Common;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr profile-for</c>: the stages that one network can need times of, for <c>rsdtr-edge profile --shapes</c>.</summary>
internal static class ProfileForCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        Option<string?> output = new("--output", "-o") { Description = "The list; default: the model's name with .shapes.json, in the current folder.", HelpName = "FILE" };
        Command command = new("profile-for", "Lists the convolutions that a network's compressed forms are made of, for rsdtr-edge profile --shapes.") { model, output };
        command.SetAction((arguments, cancellation) =>
        {
            string source = arguments.GetRequiredValue(model);
            string target = arguments.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(source)}.shapes.json";
            OnnxModel network = OnnxModelFile.Load(source, cancellation);
            OutputPath.Require([source, .. network.ExternalFiles], ("--output", target));
            StageList list = StageShapes.ListOf(network, cancellation);
            StageShapesFile.Write(target, list, Path.GetFileName(source));
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{list.Shapes.Length} stages{(list.Network is null ? "" : " and the network's outline")} written to {target}"));
            Console.Out.WriteLine($"time them on the board: rsdtr-edge profile --shapes {Path.GetFileName(target)} -o NAME.profile.json");
            return Task.FromResult(0);
        });
        return command;
    }
}
