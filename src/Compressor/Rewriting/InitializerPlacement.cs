using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>Adds the tensors that a rewriting stores.</summary>
internal static class InitializerPlacement
{
    /// <summary>Adds a float32 initializer under a free name and returns the name.</summary>
    public static string Add(OnnxGraph graph, string hint, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        string name = graph.UniqueName(hint);
        graph.AddInitializer(TensorBuilder.Floats(name, shape, values));
        return name;
    }

    /// <summary>Adds an int64 initializer with the sizes that a Reshape gives its input, and returns its name. It is no parameter.</summary>
    public static string AddShape(OnnxGraph graph, string hint, ReadOnlySpan<long> sizes)
    {
        string name = graph.UniqueName(hint);
        graph.AddInitializer(TensorBuilder.Int64s(name, sizes));
        return name;
    }
}
