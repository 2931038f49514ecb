using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training.Graphs.Updates;

/// <summary>
/// AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2): a' = b1 a + (1 - b1) g; c' = b2 c + (1 - b2) g^2; the step is a' / k1 / (sqrt(c' / k2) + e) + d mask w,
/// where k1 = 1 - b1^t and k2 = 1 - b2^t are given.
/// </summary>
internal static class AdamWUpdate
{
    /// <summary>Writes it.</summary>
    /// <returns>The step, which the rate multiplies.</returns>
    public static string Write(UpdateNodes nodes, UpdateTerms terms, OptimizerSettings settings)
    {
        string first = nodes.NodeTo(
            UpdateGraph.New(UpdateGraph.First), "Add", nodes.Times(UpdateGraph.First, settings.Beta1), nodes.Times(terms.Gradient, 1 - settings.Beta1));
        string squares = nodes.Times(nodes.Node("Mul", terms.Gradient, terms.Gradient), 1 - settings.Beta2);
        string second = nodes.NodeTo(UpdateGraph.New(UpdateGraph.Second), "Add", nodes.Times(UpdateGraph.Second, settings.Beta2), squares);
        string deviation = nodes.Node("Add", nodes.Node("Sqrt", nodes.Node("Div", second, UpdateGraph.SecondCorrection)), nodes.Scalar(settings.Epsilon));
        return nodes.Node("Add", nodes.Node("Div", nodes.Node("Div", first, UpdateGraph.FirstCorrection), deviation), terms.Pull);
    }
}
