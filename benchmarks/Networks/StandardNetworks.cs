using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>Networks that everybody measures, with weights of our own: latency depends on their shapes and ranks, not on what they were trained for.</summary>
internal static class StandardNetworks
{
    private const long Seed = 1;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["resnet18", "resnet34", "vgg16"];

    /// <summary>Builds one with seeded weights.</summary>
    public static OnnxModel Build(string name) => Build(name, new SeededWeights(Seed));

    /// <summary>Builds one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="weights">Makes the stored tensors.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static OnnxModel Build(string name, IWeightSource weights) => name switch
    {
        "resnet18" => ResNet.Build([2, 2, 2, 2], weights),
        "resnet34" => ResNet.Build([3, 4, 6, 3], weights),
        "vgg16" => Vgg16.Build(weights),
        _ => throw new ArgumentException($"There is no network '{name}', only {string.Join(", ", Names)}.", nameof(name)),
    };
}
