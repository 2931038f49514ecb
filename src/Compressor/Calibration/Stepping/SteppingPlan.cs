using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Rewriting;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Which nodes of a network run before which stop, and which values live from stop to stop. A stop is a layer: before stop k runs all that
/// does not depend on the output of a layer k or later, so that shortcuts are there as early as they can be. What no
/// stop and no kept value needs does not run at all.
/// </summary>
internal sealed class SteppingPlan
{
    private readonly OnnxGraph _graph;
    private readonly List<(NodeProto Node, int Stage)> _nodes = [];

    // The first and the last stop at which a value is there.
    private readonly Dictionary<string, int> _firstStops = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastStops = new(StringComparer.Ordinal);
    private readonly SampledNode[][] _sampled;

    /// <summary>Plans.</summary>
    /// <param name="graph">The graph of a canonical network.</param>
    /// <param name="stops">Layers in the order of execution whose weights convolutions alone read; each stops at its first convolution.</param>
    /// <param name="kept">Values that are wanted to the end.</param>
    public SteppingPlan(OnnxGraph graph, IReadOnlyList<NetworkLayer> stops, IReadOnlyCollection<string> kept)
    {
        _graph = graph;
        Stops = stops.Count;
        Dictionary<string, int> stopOf = new(StringComparer.Ordinal);
        for (int stop = 0; stop < stops.Count; stop++)
        {
            stopOf.Add(stops[stop].Weight, stop);
        }

        List<(NodeProto Node, int Stage)> all = Stages(stopOf);
        _sampled = [.. stops.Select((layer, stop) => graph.Consumers(layer.Weight).Where(node => IsThere(node.Input[0], stop))
            .Select(node => Sample(node, Shortcut(node, stop), layer.Shape?.OutputChannels)).ToArray())];
        KeepLive(all, kept);
    }

    /// <summary>The number of stops; the end of the network is at this number.</summary>
    public int Stops { get; }

    /// <summary>The convolutions of a stop's layer whose input is there at the stop: the first, and others where they do not depend on it.</summary>
    public IReadOnlyList<SampledNode> Sampled(int stop) => _sampled[stop];

    /// <summary>Whether a value is there, and still needed, at a stop.</summary>
    public bool IsLive(string value, int stop) =>
        _lastStops.TryGetValue(value, out int last) && last >= stop && _firstStops[value] <= stop
        && !(_graph.Producer(value) is { } producer && IsUntransportable(producer));

    /// <summary>The values that are there, and still needed, at a stop.</summary>
    public IEnumerable<string> Live(int stop) => _lastStops.Keys.Where(value => IsLive(value, stop));

    /// <summary>What runs after one stop and before another.</summary>
    /// <param name="from">The stop before; -1 is the beginning.</param>
    /// <param name="to">The stop after.</param>
    public Segment Between(int from, int to)
    {
        List<NodeProto> nodes = [];
        HashSet<string> read = new(StringComparer.Ordinal);
        foreach ((NodeProto node, int stage) in Enumerable.Reverse(_nodes))
        {
            bool runs = stage > from ? stage <= to : IsUntransportable(node) && node.Output.Any(read.Contains);
            if (runs)
            {
                nodes.Add(node);
                read.UnionWith(Subgraphs.ValuesRead(node));
            }
        }

        nodes.Reverse();
        string[] produced = [.. nodes.SelectMany(node => node.Output).Where(name => name.Length > 0)];
        HashSet<string> within = new(produced, StringComparer.Ordinal);
        string[] inputs = [.. read.Where(name => _firstStops.ContainsKey(name) && !within.Contains(name))];
        return new Segment(nodes, inputs, [.. produced.Where(name => IsLive(name, to))]);
    }

    // Sequences cannot be fed to a session: nodes that give them run again wherever they are read.
    private static bool IsUntransportable(NodeProto node) => SequenceOperators.Contain(node);

    // A node's stage is the stop before which it can run: 0 where it depends on no layer, else one more than the last layer's.
    private List<(NodeProto Node, int Stage)> Stages(Dictionary<string, int> stopOf)
    {
        foreach (ValueInfoProto input in _graph.Inputs)
        {
            _firstStops[input.Name] = 0;
        }

        List<(NodeProto Node, int Stage)> all = [];
        foreach (NodeProto node in _graph.Nodes.Where(node => !_graph.IsConstant(node)))
        {
            int stage = 0;
            foreach (string value in Subgraphs.ValuesRead(node))
            {
                stage = Math.Max(stage, _firstStops.GetValueOrDefault(value));
                stage = Math.Max(stage, stopOf.TryGetValue(value, out int stop) ? stop + 1 : 0);
            }

            all.Add((node, stage));
            foreach (string value in node.Output.Where(name => name.Length > 0))
            {
                _firstStops[value] = stage;
            }
        }

        return all;
    }

    private bool IsThere(string value, int stop) => _firstStops.TryGetValue(value, out int first) && first <= stop;

    private string? Shortcut(NodeProto node, int stop)
    {
        if (_graph.OnlyConsumer(node.Output[0]) is not { OpType: "Add", Input.Count: 2 } add || !OperatorDomain.IsDefault(add.Domain))
        {
            return null;
        }

        string other = add.Input[0] == node.Output[0] ? add.Input[1] : add.Input[0];
        return IsThere(other, stop) ? other : null;
    }

    private SampledNode Sample(NodeProto node, string? shortcut, int? outputs) =>
        new(node, node.Input[0], shortcut, IsRectified(node, shortcut) ? Bias(node, outputs) : null);

    // A rectifier hides how far below zero a value is.
    private bool IsRectified(NodeProto node, string? shortcut)
    {
        NodeProto? reader = _graph.OnlyConsumer(node.Output[0]);
        return OperatorDomain.IsDefault(reader?.Domain ?? "")
            && (reader is { OpType: "Relu" } || (shortcut is not null && _graph.OnlyConsumer(reader!.Output[0]) is { OpType: "Relu" }));
    }

    private float[]? Bias(NodeProto node, int? outputs) =>
        FullyConnectedAttributes.Describes(node) ? null
        : node.Input.Count < 3 || node.Input[2].Length == 0 ? new float[outputs ?? 0]
        : StoredBias.Find(_graph, node) is { } bias ? TensorReader.ToFloats(bias.Tensor)
        : null;

    private void KeepLive(List<(NodeProto Node, int Stage)> all, IReadOnlyCollection<string> kept)
    {
        foreach (string value in kept.Where(_firstStops.ContainsKey))
        {
            _lastStops[value] = Stops;
        }

        for (int stop = 0; stop < _sampled.Length; stop++)
        {
            foreach (SampledNode sampled in _sampled[stop])
            {
                KeepUntil(sampled.Input, stop);
                if (sampled.Shortcut is { } shortcut)
                {
                    KeepUntil(shortcut, stop);
                }
            }
        }

        foreach ((NodeProto node, int stage) in Enumerable.Reverse(all).Where(item => item.Node.Output.Any(_lastStops.ContainsKey)))
        {
            _nodes.Add((node, stage));
            int last = IsUntransportable(node) ? node.Output.Max(value => _lastStops.GetValueOrDefault(value, -1)) : -1;
            foreach (string value in Subgraphs.ValuesRead(node).Where(_firstStops.ContainsKey))
            {
                KeepUntil(value, Math.Max(last, stage - 1));
            }
        }

        _nodes.Reverse();
    }

    private void KeepUntil(string value, int stop) => _lastStops[value] = Math.Max(stop, _lastStops.GetValueOrDefault(value, -1));
}
