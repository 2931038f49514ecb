using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>
/// An index over a graph: who produces and who reads a value, which values are constants; and the edits that keep it true.
/// </summary>
/// <remarks>
/// The graph must be well formed and its nodes in topological order, as <see cref="OnnxModelFile.Load"/> leaves them. Edits go
/// through this class: it indexes the graph again on the next question after one. Reads inside subgraphs of If, Loop and Scan
/// count as reads by the node that holds the subgraph.
/// </remarks>
internal sealed class OnnxGraph
{
    /// <summary>The IR version from which on an initializer that is listed as an input is a default that callers may replace; before it every one had to be listed.</summary>
    public const long FirstVersionOfDefaults = 4;

    private readonly HashSet<string> _handedOutNames = new(StringComparer.Ordinal);
    private readonly ModelProto _model;
    private GraphIndex? _index;

    /// <summary>Indexes the graph of a model.</summary>
    /// <exception cref="RsdtrException">A name is defined twice (RSDTR1003).</exception>
    public OnnxGraph(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _index = MakeIndex();
    }

    /// <summary>The graph itself.</summary>
    public GraphProto Proto => _model.Graph;

    /// <summary>The nodes in topological order. A snapshot: edits during an enumeration do not disturb it.</summary>
    public IReadOnlyList<NodeProto> Nodes => Index.Nodes;

    /// <summary>The inputs that the caller of the network feeds: those that are not initializers.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs => Index.Inputs;

    /// <summary>The outputs.</summary>
    public IReadOnlyList<ValueInfoProto> Outputs => Index.Outputs;

    /// <summary>The version of ONNX's own operator set that the nodes are written for, or null where there are none of it.</summary>
    public long? Opset => ImportedOperatorSets.VersionOf(_model);

    private GraphIndex Index => _index ??= MakeIndex();

    /// <summary>The node that produces a value, or null for inputs, initializers and unknown names.</summary>
    public NodeProto? Producer(string value) => Index.Producers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value, each once, in topological order.</summary>
    public IReadOnlyList<NodeProto> Consumers(string value) =>
        Index.Consumers.TryGetValue(value, out List<NodeProto>? nodes) ? nodes : [];

    /// <summary>The one node that reads a value, where no other does and it is no output of the graph; otherwise null.</summary>
    public NodeProto? OnlyConsumer(string value) =>
        !IsOutput(value) && Consumers(value) is [var only] ? only : null;

    /// <summary>Whether a value is an output of the graph.</summary>
    public bool IsOutput(string value) => Index.OutputNames.Contains(value);

    /// <summary>Whether a value is listed as an input. An initializer that is, too, is a default that the caller may replace, or a weight (<see cref="Canonicalization.InitializersAsInputs"/>).</summary>
    public bool IsInput(string value) => Index.InputNames.Contains(value);

    /// <summary>Whether anything reads a value: a node, a subgraph, or the graph's outputs.</summary>
    public bool IsUsed(string value) => IsOutput(value) || Consumers(value).Count > 0;

    /// <summary>The initializer with a name, or null.</summary>
    public TensorProto? Initializer(string name) => Index.Initializers.GetValueOrDefault(name);

    /// <summary>
    /// The tensor behind a value that is an initializer or the output of a Constant node (all numeric forms), or null.
    /// Initializers that are also listed as inputs count: their value is the network's weight.
    /// </summary>
    public TensorProto? Constant(string value) =>
        Initializer(value) ?? (Producer(value) is { } producer ? ConstantNode.TryRead(producer) : null);

    /// <summary>
    /// Whether a value depends on constants alone: an initializer, or the output of a deterministic node whose inputs all are.
    /// ONNX Runtime computes such values when it loads the model. A default that the caller may replace is none, unless it is a weight (<see cref="LearnedValues"/>).
    /// </summary>
    public bool IsConstant(string value) => Index.ConstantValues.Contains(value);

    /// <summary>Whether all that a node produces depends on constants alone.</summary>
    public bool IsConstant(NodeProto node) => node.Output.Any(name => name.Length > 0) && node.Output.All(name => name.Length == 0 || IsConstant(name));

    /// <summary>
    /// A name that no value, node or subgraph of the graph has and that was not handed out before; the same for the same
    /// graph and the same sequence of hints.
    /// </summary>
    /// <param name="hint">The name wanted; taken as it is where it is free.</param>
    public string UniqueName(string hint)
    {
        string name = hint;
        for (int number = 1; Index.Names.Contains(name) || !_handedOutNames.Add(name); number++)
        {
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hint}_{number}");
        }

        return name;
    }

    /// <summary>Adds an initializer at the end.</summary>
    /// <exception cref="ArgumentException">The name is taken by another value.</exception>
    public void AddInitializer(TensorProto tensor)
    {
        if (Index.Initializers.ContainsKey(tensor.Name) || Index.Producers.ContainsKey(tensor.Name))
        {
            throw new ArgumentException($"The value '{tensor.Name}' exists already.", nameof(tensor));
        }

        Proto.Initializer.Add(tensor);
        Index.AddInitializer(tensor);
    }

    /// <summary>Puts nodes in the place of one node, in their order.</summary>
    /// <param name="node">A node of this graph.</param>
    /// <param name="replacements">The nodes that take its place; none removes it.</param>
    public void Replace(NodeProto node, params IEnumerable<NodeProto> replacements)
    {
        int position = PositionOf(node);
        Proto.Node.RemoveAt(position);
        foreach (NodeProto replacement in replacements)
        {
            Proto.Node.Insert(position++, replacement);
        }

        Changed();
    }

    /// <summary>Removes a node; what it produced must have no readers left, or get another producer.</summary>
    public void Remove(NodeProto node) => Replace(node);

    /// <summary>Removes many nodes at once, so that the graph is indexed again once.</summary>
    public void Remove(IEnumerable<NodeProto> nodes)
    {
        HashSet<NodeProto> removed = new(nodes, ReferenceEqualityComparer.Instance);
        RemoveAll(Proto.Node, removed.Contains);
        Changed();
    }

    /// <summary>Puts nodes before a node, in their order.</summary>
    public void InsertBefore(NodeProto node, params IEnumerable<NodeProto> added) => Replace(node, [.. added, node]);

    /// <summary>
    /// Removes nodes over constants that nothing reads, and then the initializers that nothing reads, also from the inputs where
    /// they are listed there, with what is said about the removed values in value_info.
    /// </summary>
    /// <returns>The names of the removed initializers, in the file's order.</returns>
    public IReadOnlyList<string> RemoveUnusedInitializers()
    {
        RemoveUnusedConstantNodes();
        string[] unused = [.. Proto.Initializer.Select(tensor => tensor.Name).Where(name => !IsUsed(name))];
        if (unused.Length == 0)
        {
            return unused;
        }

        HashSet<string> names = new(unused, StringComparer.Ordinal);
        RemoveAll(Proto.Initializer, tensor => names.Contains(tensor.Name));
        RemoveAll(Proto.Input, input => names.Contains(input.Name));
        RemoveAll(Proto.ValueInfo, value => names.Contains(value.Name));
        Changed();
        return unused;
    }

    /// <summary>Removes the nodes that no output of the graph depends on, and then the initializers that nothing reads.</summary>
    public void RemoveUnusedNodes()
    {
        HashSet<string> used = new(Outputs.Select(output => output.Name), StringComparer.Ordinal);
        List<NodeProto> unused = [];

        // Consumers come after producers, so that one pass from the end finds all.
        foreach (NodeProto node in Nodes.Reverse())
        {
            if (node.Output.Any(used.Contains))
            {
                used.UnionWith(Subgraphs.ValuesRead(node));
            }
            else
            {
                unused.Add(node);
            }
        }

        Remove(unused);
        RemoveUnusedInitializers();
    }

    /// <summary>Removes what value_info says about values that no longer exist.</summary>
    public void RemoveStaleValueInfo()
    {
        RemoveAll(Proto.ValueInfo, value => Producer(value.Name) is null && Initializer(value.Name) is null && !Index.InputNames.Contains(value.Name));
        Changed();
    }

    /// <summary>Tells that the graph was edited from outside, for example that a node's inputs were renamed.</summary>
    public void Changed() => _index = null;

    internal static void RemoveAll<T>(IList<T> list, Predicate<T> match)
    {
        T[] kept = [.. list.Where(item => !match(item))];
        if (kept.Length == list.Count)
        {
            return;
        }

        list.Clear();
        foreach (T item in kept)
        {
            list.Add(item);
        }
    }

    private GraphIndex MakeIndex()
    {
        GraphIndex index = new(Proto, replaceable: []);
        if (_model.IrVersion < FirstVersionOfDefaults || !index.InputNames.Any(index.Initializers.ContainsKey))
        {
            return index;
        }

        // What weights are made of is asked of an index that takes all initializers for constants.
        _index = index;
        HashSet<string> learned = LearnedValues.Find(this);
        string[] replaceable = [.. index.InputNames.Where(name => index.Initializers.ContainsKey(name) && !learned.Contains(name))];
        return replaceable.Length == 0 ? index : new GraphIndex(Proto, replaceable);
    }

    private void RemoveUnusedConstantNodes()
    {
        // Consumers come after producers, so going backwards one pass finds whole unused chains.
        HashSet<NodeProto> removed = new(ReferenceEqualityComparer.Instance);
        foreach (NodeProto node in Nodes.Reverse())
        {
            if (IsConstant(node) && node.Output.All(name => !IsOutput(name) && Consumers(name).All(removed.Contains)))
            {
                removed.Add(node);
            }
        }

        if (removed.Count > 0)
        {
            Remove(removed);
        }
    }

    private int PositionOf(NodeProto node)
    {
        // Protobuf compares messages by content; a node is found by identity.
        for (int index = 0; index < Proto.Node.Count; index++)
        {
            if (ReferenceEquals(Proto.Node[index], node))
            {
                return index;
            }
        }

        throw new ArgumentException($"{NodeText.Describe(node)} is not in this graph.", nameof(node));
    }
}
