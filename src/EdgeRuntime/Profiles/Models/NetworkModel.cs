using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>The network of an outline, with random weights.</summary>
internal static class NetworkModel
{
    // ModelProto 7 graph; GraphProto 5 initializer; TensorProto 1 dims, 2 data_type (1: float), 8 name, 9 raw_data.
    private const int FloatType = 1;

    /// <summary>The bytes of the model.</summary>
    public static byte[] Build(NetworkOutline outline)
    {
        ProtobufWriter graph = new();
        int seed = 0;
        foreach (OutlineWeight weight in outline.Weights)
        {
            int numbers = weight.Sizes.Aggregate(1, (product, size) => checked(product * size));
            byte[] bytes = new byte[checked(sizeof(float) * numbers)];
            RandomNumbers.Fill(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), Scale(weight, numbers), ++seed);
            ProtobufWriter tensor = new();
            foreach (int size in weight.Sizes)
            {
                tensor.Integer(1, size);
            }

            graph.Message(5, tensor.Integer(2, FloatType).Text(8, weight.Name).Bytes(9, bytes));
        }

        // Messages of a field that stands twice are merged (protobuf's encoding guide), so that the weights join the graph.
        byte[] weights = new ProtobufWriter().Message(7, graph).ToArray();
        return [.. outline.Graph.Span, .. weights];
    }

    // Neither growing nor shrinking from layer to layer, however the matrix lies: numbers that grow small take longer.
    private static float Scale(OutlineWeight weight, int numbers) => 1 / MathF.Sqrt(numbers / (float)weight.Sizes.Max());
}
