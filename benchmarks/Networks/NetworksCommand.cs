using System.Globalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>Writes the standard networks as files.</summary>
internal static class NetworksCommand
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "networks --out FOLDER";

    /// <summary>Runs the command.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where a line for each network goes.</param>
    /// <param name="error">Where a complaint goes.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        if (args is not ["--out", var folder])
        {
            error.WriteLine($"usage: benchmarks {Usage}");
            return 2;
        }

        Directory.CreateDirectory(folder);
        foreach (string name in StandardNetworks.Names)
        {
            OnnxModel model = StandardNetworks.Build(name);
            string path = Path.Combine(folder, $"{name}.onnx");
            OnnxModelFile.Save(model, path);
            ModelCost cost = ModelCost.Measure(model);
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}.onnx: {cost.Parameters:N0} parameters, {cost.Macs:N0} MACs, {cost.Bytes:N0} bytes; outputs of deviation {OutputDeviation(path):F2} for noise of deviation 1"));
        }

        return 0;
    }

    // Shows that activations neither die nor explode on the way.
    private static double OutputDeviation(string path)
    {
        using EdgeModel model = EdgeModel.Load(path);
        float[] outputs = model.Run(SeededInput.Normal(model.Input.Length, seed: 1)).ToArray();
        double mean = outputs.Average();
        return Math.Sqrt(outputs.Average(output => (output - mean) * (output - mean)));
    }
}
