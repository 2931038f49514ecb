using RsdtrEdge.Benchmarks.Networks;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>The networks of the table: trained ones of the shared material, and the standard ones, which are made when they are needed.</summary>
/// <param name="shared">The folder with the trained models.</param>
/// <param name="folder">Where the standard networks go.</param>
internal sealed class PerformanceModels(string shared, string folder)
{
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["resnet20"] = "cifar10-resnet20.onnx",
        ["resnet20-bn"] = "cifar10-resnet20-bn.onnx",
        ["resnet32"] = "cifar10-resnet32.onnx",
        ["resnet56"] = "cifar10-resnet56.onnx",
        ["ultraface"] = "ultraface-rfb-320.onnx",
        ["fastestdet"] = "fastestdet.onnx",
        ["espcn"] = "super-resolution-espcn.onnx",
    };

    /// <summary>The names of the trained networks.</summary>
    public static IEnumerable<string> SharedNames => s_files.Keys;

    /// <summary>The file of a network.</summary>
    /// <param name="name">A trained or a standard network's name.</param>
    public string PathOf(string name)
    {
        if (s_files.TryGetValue(name, out string? file))
        {
            return Path.Combine(shared, "models", file);
        }

        string path = Path.Combine(folder, $"{name}.onnx");
        if (!File.Exists(path))
        {
            OnnxModelFile.Save(StandardNetworks.Build(name), path);
        }

        return path;
    }
}
