using System.Globalization;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Benchmarks.AuthorsLayout;

/// <summary>A network that the paper's method compressed, once more with the same cores in the layout of its authors' program.</summary>
internal static class AuthorsNetwork
{
    // Float32 rounding through dozens of layers, over the norm of the output.
    private const double Rounding = 1e-4;

    /// <summary>Writes it, and makes sure that it computes what the compressed network does.</summary>
    /// <param name="original">The file of the original.</param>
    /// <param name="compressed">The file that <c>rsdtr compress --method paper</c> wrote.</param>
    /// <param name="report">Its report.</param>
    /// <param name="output">The file to write.</param>
    /// <returns>What the written network stores and computes.</returns>
    /// <exception cref="InvalidOperationException">The two networks differ by more than rounding.</exception>
    public static ModelCost Write(string original, string compressed, string report, string output)
    {
        OnnxModel model = Canonicalizer.Run(OnnxModelFile.Load(original)).Model;
        ShapeTable shapes = ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 });
        IReadOnlyDictionary<string, RingFactors> rings = WrittenRings.Read(LayerFinder.Find(model, shapes), OnnxModelFile.Load(compressed), report);
        foreach ((string weight, RingFactors ring) in rings)
        {
            AuthorsRewriter.Rewrite(model.Graph, shapes, weight, ring);
        }

        model.Graph.RemoveStaleValueInfo();
        OnnxModelFile.Save(model, output);
        double difference = Difference(compressed, output);
        return difference <= Rounding
            ? ModelCost.Measure(model)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The authors' layout of {compressed} differs from it by {difference:E2}."));
    }

    private static double Difference(string expected, string actual)
    {
        (float[] x, float[] y) = (Run(expected), Run(actual));
        return Math.Sqrt(x.Zip(y, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / x.Sum(a => (double)a * a));
    }

    private static float[] Run(string path)
    {
        using EdgeModel model = EdgeModel.Load(path);
        return model.Run(SeededInput.Normal(model.Input.Length, seed: 1)).ToArray();
    }
}
