namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>A network of sums one behind the other, each of which reads two tensors and writes one and computes nothing to speak of.</summary>
internal static class ElementwiseModel
{
    /// <summary>The tensors that a node reads or writes.</summary>
    public const int TensorsPerNode = 3;

    /// <summary>Builds the network.</summary>
    /// <param name="numbers">The numbers of a tensor.</param>
    /// <param name="nodes">The sums, at least 1.</param>
    public static byte[] Build(int numbers, int nodes)
    {
        ModelWriter model = new ModelWriter().Input("x", 1, numbers);
        string value = "x";
        for (int i = 0; i < nodes; i++)
        {
            // The input is added again and again: no two nodes compute the same, and none is a constant.
            model.Node("Add", $"sum{i}", [value, "x"]);
            value = $"sum{i}";
        }

        return model.Output(value, 1, numbers).ToArray();
    }
}
