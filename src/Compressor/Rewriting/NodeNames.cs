using System.Globalization;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>Free names for new nodes. ONNX Runtime refuses two nodes of one name; nodes and values may share names.</summary>
internal sealed class NodeNames
{
    private readonly HashSet<string> _taken;

    /// <summary>Knows the names of the graph's nodes as they are now.</summary>
    public NodeNames(OnnxGraph graph) => _taken = [.. graph.Nodes.Select(node => node.Name)];

    /// <summary>A name that no node has and that was not handed out before.</summary>
    /// <param name="hint">The name wanted; taken as it is where it is free.</param>
    public string Unique(string hint)
    {
        string name = hint;
        for (int number = 1; !_taken.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{hint}_{number}");
        }

        return name;
    }
}
