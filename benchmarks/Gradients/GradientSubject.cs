using Google.Protobuf;
using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Differentiation.Kernels;
using RsdtrEdge.Compressor.Differentiation.Maxima;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Benchmarks.Gradients;

/// <summary>One way to compute a gradient, as a model that is loaded and can be run.</summary>
internal sealed class GradientSubject : IDisposable
{
    /// <summary>What standard operators are called.</summary>
    public const string Standard = "standard";

    /// <summary>What the project's own are called.</summary>
    public const string Own = "operator";

    private const long Opset = 13;
    private const long IrVersion = 7;

    private readonly InferenceSession _session;
    private readonly Dictionary<string, Tensor> _inputs;
    private readonly string[] _result;

    private GradientSubject(string name, ModelProto model, string result, int threads, params (string Name, long[] Sizes)[] inputs)
    {
        Name = name;
        _result = [result];
        HasOwnOperator = model.Graph.Node.Any(OwnOperators.Includes);

        // As training runs: the blocked layout of higher levels is for kernels that are stored.
        _session = InferenceSession.Load(
            model.ToByteArray(),
            OwnOperators.AddTo(new SessionOptions { IntraOpThreads = threads, Optimization = GraphOptimization.Extended, MemoryPattern = false }));
        _inputs = inputs.Select((input, index) => (input.Name, Numbers: Noise(input.Sizes, seed: index + 1))).ToDictionary(input => input.Name, input => input.Numbers);
    }

    /// <summary>Loads a way to compute the gradient of a kernel.</summary>
    /// <param name="way">The way.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="batch">The images.</param>
    /// <param name="threads">Threads of an operator.</param>
    public static GradientSubject OfKernel(IKernelGradient way, KernelGradientShape shape, int batch, int threads)
    {
        long[] input = [batch, shape.Channels, .. shape.InputSizes];
        long[] gradient = [batch, shape.Outputs, .. shape.OutputSizes];
        ModelProto model = Empty(("x", input), ("dy", gradient));
        OnnxGraph graph = new(model);
        GradientWriter writer = new(graph, Opset, usesOwnOperators: true);
        string result = way.Write(writer, "x", "dy", shape);
        writer.Append();
        OwnOperators.Import(model);
        model.Graph.Output.Add(Describe(result, shape.KernelSizes));
        return new GradientSubject(way.Name, model, result, threads, ("x", input), ("dy", gradient));
    }

    /// <summary>Loads the way in which differentiation computes the gradient of an input.</summary>
    /// <param name="ownOperators">Whether it may be the project's own operator.</param>
    /// <param name="shape">The convolution.</param>
    /// <param name="batch">The images.</param>
    /// <param name="threads">Threads of an operator.</param>
    public static GradientSubject OfInput(bool ownOperators, KernelGradientShape shape, int batch, int threads)
    {
        long[] input = [batch, shape.Channels, .. shape.InputSizes];
        long[] output = [batch, shape.Outputs, .. shape.OutputSizes];
        ModelProto model = Empty(("x", input), ("w", shape.KernelSizes));
        model.Graph.Node.Add(NodeBuilder.Node(
            "Conv", "conv", ["x", "w"], ["y"], NodeBuilder.Ints("strides", shape.Geometry.Strides), NodeBuilder.Ints("dilations", shape.Geometry.Dilations),
            NodeBuilder.Ints("pads", shape.Geometry.PadsBegin.Concat(shape.Geometry.PadsEnd)), NodeBuilder.Int("group", shape.Group)));
        model.Graph.Output.Add(Describe("y", output));
        OnnxModel network = new(model);
        GradientGraph gradients = GradientGraph.Of(network, ShapeInference.Infer(network), ["x"], ownOperators: ownOperators);
        return new GradientSubject(
            ownOperators ? Own : Standard, gradients.Model.Proto, gradients.GradientOf["x"], threads, ("x", input), ("w", shape.KernelSizes), (gradients.SeedOf["y"], output));
    }

    /// <summary>Loads a way to compute the gradient of a pooling's input; the pooling itself, whose output it reads, is run with it.</summary>
    /// <param name="way">The way.</param>
    /// <param name="pooling">The pooling.</param>
    /// <param name="batch">The images.</param>
    /// <param name="threads">Threads of an operator.</param>
    public static GradientSubject OfPooling(IMaximumGradient way, PoolingCase pooling, int batch, int threads)
    {
        MaximumShape shape = pooling.Shape;
        long[] input = [batch, shape.Channels, pooling.Side, pooling.Side];
        long[] gradient = [batch, shape.Channels, .. shape.OutputSizes];
        ModelProto model = Empty(("x", input), ("dy", gradient));
        model.Graph.Node.Add(pooling.Node);
        OnnxGraph graph = new(model);
        GradientWriter writer = new(graph, Opset);
        string result = shape.Uncover(writer, way.Write(writer, shape.Cover(writer, "x"), "y", "dy", shape));
        writer.Append();
        model.Graph.Output.Add(Describe(result, input));
        return new GradientSubject(way.Name, model, result, threads, ("x", input), ("dy", gradient));
    }

    /// <summary>What the way is called.</summary>
    public string Name { get; }

    /// <summary>Whether one of the project's own operators takes part.</summary>
    public bool HasOwnOperator { get; }

    /// <summary>Runs it.</summary>
    public void Run() => _session.Run(_inputs, _result).Dispose();

    /// <summary>Runs it.</summary>
    /// <returns>The gradient.</returns>
    public float[] Compute()
    {
        using TensorSet outputs = _session.Run(_inputs, _result);
        return outputs[0].ToArray<float>();
    }

    /// <summary>Frees the model and what it is fed.</summary>
    public void Dispose()
    {
        _session.Dispose();
        foreach (Tensor tensor in _inputs.Values)
        {
            tensor.Dispose();
        }
    }

    private static ModelProto Empty(params (string Name, long[] Sizes)[] inputs)
    {
        ModelProto model = new() { IrVersion = IrVersion, Graph = new GraphProto { Name = "gradient" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.Graph.Input.AddRange(inputs.Select(input => Describe(input.Name, input.Sizes)));
        return model;
    }

    private static Tensor Noise(long[] sizes, int seed) =>
        Tensor.Create<float>(SeededInput.Normal((int)sizes.Aggregate(1L, (product, size) => product * size), seed), sizes);

    private static ValueInfoProto Describe(string name, long[] sizes)
    {
        TypeProto.Types.Tensor type = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
