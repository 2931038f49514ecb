using System.Text.Json;
using System.Text.Json.Nodes;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>A network's layers and totals as JSON; null where a figure is unknown.</summary>
internal static class CostJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The text.</summary>
    public static string Of(ModelCost cost)
    {
        JsonObject root = new()
        {
            ["schema"] = "rsdtr-inspect/1",
            ["parameters"] = cost.Parameters,
            ["macs"] = cost.Macs,
            ["flops"] = cost.Flops,
            ["bytes"] = cost.Bytes,
            ["peakActivationBytes"] = cost.PeakActivationBytes,
            ["layers"] = new JsonArray([.. cost.Layers.Select(Layer)]),
            ["unknowns"] = new JsonArray([.. cost.Unknowns.Select(text => (JsonNode)text)]),
        };
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Layer(LayerCost layer) => new()
    {
        ["name"] = layer.Name,
        ["operator"] = layer.OpType,
        ["kernelShape"] = Shape(layer.KernelShape),
        ["inputShape"] = Shape(layer.InputShape),
        ["outputShape"] = Shape(layer.OutputShape),
        ["parameters"] = layer.Parameters,
        ["macs"] = layer.Macs,
        ["flops"] = layer.Flops,
        ["activationBytes"] = layer.ActivationBytes,
    };

    // A size is a number; an open one is its name, or null where it has none.
    private static JsonArray? Shape(TensorShape? shape) => shape is null
        ? null
        : new JsonArray([.. shape.Select(size => size.Value is { } number ? number : size.ToString() is "?" ? null : (JsonNode)size.ToString())]);
}
