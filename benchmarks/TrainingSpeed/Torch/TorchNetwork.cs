using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>A network of PyTorch's functions, node by node as the file has them; what depends on neither the images nor a trained tensor is computed once.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly string _input;
    private readonly long[] _shape;
    private readonly ScalarType _real;
    private readonly Dictionary<string, Tensor> _stored = new(StringComparer.Ordinal);
    private readonly List<TorchWeight> _weights = [];
    private readonly List<TorchNode> _nodes = [];

    /// <summary>Makes the network; the libraries must be loaded.</summary>
    /// <param name="network">The network, with one input and one output.</param>
    /// <param name="batch">How many images it is given.</param>
    /// <param name="real">The precision that it computes in.</param>
    /// <exception cref="NotSupportedException">It has tensors or operators that there is nothing for here.</exception>
    public TorchNetwork(OnnxModel network, int batch, ScalarType real = ScalarType.Float32)
    {
        TrainingNetwork source = TrainingNetwork.Of(network);
        OnnxGraph graph = source.ForBatch(batch).Model.Graph;
        _input = source.Input;
        _shape = [batch, .. source.ImageShape];
        _real = real;
        Output = graph.Outputs.Single().Name;
        try
        {
            Store(graph);
            Arrange(graph);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The name of the output.</summary>
    public string Output { get; }

    /// <summary>What is trained, in the file's order.</summary>
    public IReadOnlyList<TorchWeight> Weights => _weights;

    /// <summary>The images in the form that it takes.</summary>
    /// <param name="numbers">As many as the batch has.</param>
    public Tensor ToImages(float[] numbers) => tensor(numbers, _shape, _real);

    /// <summary>Runs it, so that gradients can be taken.</summary>
    /// <param name="images">The images; they stay.</param>
    /// <param name="wanted">The names of the values that are asked for.</param>
    /// <returns>The values, in that order.</returns>
    public Tensor[] Run(Tensor images, params IReadOnlyList<string> wanted)
    {
        Dictionary<string, Tensor> values = new(StringComparer.Ordinal) { [_input] = images };
        foreach (TorchNode node in _nodes)
        {
            values[node.Node.Output[0]] = Run(node.Node, values);
            foreach (string name in node.LastRead)
            {
                if (!wanted.Contains(name) && values.Remove(name, out Tensor? value))
                {
                    value.Dispose();
                }
            }
        }

        return [.. wanted.Select(name => values[name])];
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (Tensor value in _stored.Values)
        {
            value.Dispose();
        }
    }

    private void Store(OnnxGraph graph)
    {
        Dictionary<string, bool> trained = WeightTensors.Find(graph, [Output]).ToDictionary(weight => weight.Tensor.Name, weight => weight.Matrix is not null);
        foreach (TensorProto stored in graph.Proto.Initializer)
        {
            Tensor value = TorchTensors.Of(stored, _real);
            if (trained.TryGetValue(stored.Name, out bool decays))
            {
                Parameter parameter = new(value);
                _weights.Add(new TorchWeight(stored.Name, parameter, decays));
                value = parameter;
            }

            _stored.Add(stored.Name, value.DetachFromDisposeScope());
        }
    }

    private void Arrange(OnnxGraph graph)
    {
        HashSet<string> changing = [_input, .. _weights.Select(weight => weight.Name)];
        List<NodeProto> running = [];
        foreach (NodeProto node in graph.Nodes)
        {
            TorchOperators.Require(node);
            if (node.Input.Any(changing.Contains))
            {
                changing.Add(node.Output[0]);
                running.Add(node);
            }
            else
            {
                _stored.Add(node.Output[0], Run(node, _stored).DetachFromDisposeScope());
            }
        }

        // From the end: the first to be met with a value is the last that reads it.
        HashSet<string> read = [_input, Output];
        foreach (NodeProto node in Enumerable.Reverse(running))
        {
            _nodes.Insert(0, new TorchNode(node, [.. node.Input.Where(name => changing.Contains(name) && !_stored.ContainsKey(name) && read.Add(name))]));
        }
    }

    private Tensor Run(NodeProto node, Dictionary<string, Tensor> values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = [.. node.Input.Select(name => values.TryGetValue(name, out Tensor? value) ? value : _stored[name])];
        Tensor output = TorchOperators.Run(node, inputs);

        // A value that is let go must not take another with it.
        return (inputs.Any(input => ReferenceEquals(input, output)) ? output.alias() : output).MoveToOuterDisposeScope();
    }
}
