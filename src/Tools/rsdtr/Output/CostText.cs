using RsdtrEdge.Compressor.Costs;
using Spectre.Console;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>A network's layers and totals as text.</summary>
internal static class CostText
{
    /// <summary>Writes a table of the layers and the totals.</summary>
    public static void Write(ModelCost cost, TextWriter writer)
    {
        Table table = TextTables.Create("layer", "<operator", "<kernel", "<output", "parameters", "MACs", "FLOPs", "activation bytes");
        foreach (LayerCost layer in cost.Layers)
        {
            table.Add(
                layer.Name, layer.OpType, layer.KernelShape?.ToString() ?? "", layer.OutputShape?.ToString() ?? "unknown",
                Figures.Count(layer.Parameters), Figures.Count(layer.Macs), Figures.Count(layer.Flops), Figures.Count(layer.ActivationBytes));
        }

        table.WriteTo(writer);
        writer.WriteLine($"parameters             {Figures.Count(cost.Parameters)}");
        writer.WriteLine($"MACs                   {Figures.Count(cost.Macs)}");
        writer.WriteLine($"FLOPs (2 x MACs)       {Figures.Count(cost.Flops)}");
        writer.WriteLine($"bytes                  {Figures.Count(cost.Bytes)}");
        writer.WriteLine($"peak activation bytes  {Figures.Count(cost.PeakActivationBytes)} (estimate)");
        foreach (string unknown in cost.Unknowns)
        {
            writer.WriteLine(unknown);
        }
    }
}
