namespace RsdtrEdge.Compressor.Training.Graphs.Updates;

/// <summary>Stochastic gradient descent with momentum (Polyak): v' = m v + g + d mask w; the step is v'.</summary>
internal static class MomentumUpdate
{
    /// <summary>Writes it.</summary>
    /// <returns>The step, which the rate multiplies.</returns>
    public static string Write(UpdateNodes nodes, UpdateTerms terms, float momentum) =>
        nodes.NodeTo(UpdateGraph.New(UpdateGraph.Velocity), "Add", nodes.Times(UpdateGraph.Velocity, momentum), nodes.Node("Add", terms.Gradient, terms.Pull));
}
