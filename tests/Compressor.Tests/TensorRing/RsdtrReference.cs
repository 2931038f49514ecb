using System.Runtime.InteropServices;
using System.Text.Json;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

/// <summary>What the authors' own program computes for the kernels of the shared ResNets.</summary>
internal static class RsdtrReference
{
    public sealed record Row(string Node, KernelShape Shape, float[] Kernel, long Storage, double RelativeError);

    public static (double RelativeError, IReadOnlyList<Row> Rows) Load(string key)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(RepositoryLayout.Shared("reference", "rsdtr-reference.json")));
        JsonElement entry = document.RootElement.GetProperty(key);
        ModelProto model = ModelProto.Parser.ParseFrom(
            File.ReadAllBytes(RepositoryLayout.Shared("models", entry.GetProperty("model").GetString()!)));
        Dictionary<string, TensorProto> weights = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        List<Row> rows = [];
        foreach (JsonElement layer in entry.GetProperty("layers").EnumerateArray())
        {
            int[] sizes = [.. layer.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            rows.Add(new Row(
                layer.GetProperty("node").GetString()!,
                new KernelShape(sizes[0], sizes[1], sizes[2], sizes[3]),
                MemoryMarshal.Cast<byte, float>(weights[layer.GetProperty("weight").GetString()!].RawData.Span).ToArray(),
                layer.GetProperty("storage").GetInt64(),
                layer.GetProperty("relative_error").GetDouble()));
        }

        return (entry.GetProperty("relative_error").GetDouble(), rows);
    }
}
