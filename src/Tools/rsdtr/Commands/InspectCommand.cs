using System.CommandLine;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary><c>rsdtr inspect</c>: every layer's shape and cost, and the totals.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        Option<bool> json = new("--json") { Description = "Writes JSON instead of a table." };
        Command command = new("inspect", "Shows every layer's shape, parameters, MACs, FLOPs and activation bytes, and the totals.") { model, json };
        command.SetAction((arguments, cancellation) =>
        {
            ModelCost cost = ModelCost.Measure(OnnxModelFile.Load(arguments.GetRequiredValue(model), cancellation), cancellationToken: cancellation);
            if (arguments.GetValue(json))
            {
                Console.Out.Write(CostJson.Of(cost));
            }
            else
            {
                CostText.Write(cost, Console.Out);
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
