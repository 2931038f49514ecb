using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.TensorRing;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Benchmarks.Networks;

/// <summary>Builds a network of a batch of one, layer after layer. Each method adds a node and returns the name of what it makes.</summary>
/// <param name="weights">Makes the stored tensors.</param>
internal sealed class NetworkBuilder(IWeightSource weights)
{
    /// <summary>The gain of a layer with a Relu behind it, which takes half of the mean square (He et al., arXiv 1502.01852).</summary>
    public const double RectifiedGain = 2;

    private const long Opset = 13;
    private const long IrVersion = 7;

    private readonly GraphProto _graph = new();

    /// <summary>The network's input.</summary>
    public string Input(string name, params long[] dims)
    {
        _graph.Input.Add(Describe(name, dims));
        return name;
    }

    /// <summary>A convolution with a bias.</summary>
    /// <param name="name">The node's name; its tensors are <c>name.weight</c> and <c>name.bias</c>.</param>
    /// <param name="value">What it reads.</param>
    /// <param name="shape">The kernel's sizes, with equal height and width.</param>
    /// <param name="stride">The step on both axes; the padding keeps the size but for the step.</param>
    /// <param name="gain">The mean square of the output over that of the input.</param>
    public string Convolution(string name, string value, KernelShape shape, int stride, double gain)
    {
        long[] dims = [shape.OutputChannels, shape.InputChannels, shape.Height, shape.Width];
        int padding = shape.Height / 2;
        return Add(
            "Conv", name, [value, .. Store(name, dims, shape, gain)], NodeBuilder.Ints("kernel_shape", shape.Height, shape.Width),
            NodeBuilder.Ints("strides", stride, stride), NodeBuilder.Ints("pads", padding, padding, padding, padding));
    }

    /// <summary>A fully connected layer with a bias.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="value">What it reads, [1, C kh kw].</param>
    /// <param name="shape">T outputs; C kh kw inputs, which are the channels and positions of a feature map.</param>
    /// <param name="gain">The mean square of the output over that of the input.</param>
    public string FullyConnected(string name, string value, KernelShape shape, double gain) => Add(
        "Gemm", name, [value, .. Store(name, [shape.OutputChannels, shape.Size / shape.OutputChannels], shape, gain)], NodeBuilder.Int("transB", 1));

    /// <summary>max(x, 0).</summary>
    public string Relu(string value) => Add("Relu", $"{value}.relu", [value]);

    /// <summary>x + y.</summary>
    public string Sum(string name, string x, string y) => Add("Add", name, [x, y]);

    /// <summary>The largest number of each window.</summary>
    public string MaxPool(string name, string value, int size, int stride, int padding) => Add(
        "MaxPool", name, [value], NodeBuilder.Ints("kernel_shape", size, size), NodeBuilder.Ints("strides", stride, stride),
        NodeBuilder.Ints("pads", padding, padding, padding, padding));

    /// <summary>The mean of each channel.</summary>
    public string AveragePool(string value) => Add("GlobalAveragePool", "pool", [value]);

    /// <summary>A feature map as one row.</summary>
    public string Flatten(string value) => Add("Flatten", "flatten", [value], NodeBuilder.Int("axis", 1));

    /// <summary>The network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="output">The value that it gives.</param>
    /// <param name="dims">Its shape.</param>
    public OnnxModel Build(string name, string output, params long[] dims)
    {
        _graph.Name = name;
        _graph.Output.Add(Describe(output, dims));
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = "rsdtr benchmarks", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return new OnnxModel(model);
    }

    private string[] Store(string name, long[] dims, KernelShape shape, double gain)
    {
        TensorProto[] tensors = [weights.Kernel($"{name}.weight", dims, shape, gain), weights.Bias($"{name}.bias", shape.OutputChannels)];
        _graph.Initializer.AddRange(tensors);
        return [.. tensors.Select(tensor => tensor.Name)];
    }

    private string Add(string operation, string name, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        _graph.Node.Add(NodeBuilder.Node(operation, name, inputs, [name], attributes));
        return name;
    }

    private static ValueInfoProto Describe(string name, long[] dims)
    {
        TypeProto.Types.Tensor type = new() { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
