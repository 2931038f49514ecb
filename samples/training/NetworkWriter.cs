using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.AttributeProto.Types;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Samples.Training;

/// <summary>
/// Writes a network layer after layer, for any number of images at a time. Each method adds a node with the name that it is given and returns the name of what the node makes. Weights are zeros:
/// <see cref="Compressor.Training.RandomWeights"/> draws them.
/// </summary>
internal sealed class NetworkWriter
{
    // The first version in which BatchNormalization has the form of today.
    private const long Opset = 15;
    private const long IrVersion = 8;
    private const string Batch = "batch";

    private readonly GraphProto _graph = new();

    /// <summary>The network's input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sizes">Its sizes behind the batch.</param>
    public string Input(string name, params long[] sizes)
    {
        _graph.Input.Add(Describe(name, sizes));
        return name;
    }

    /// <summary>A convolution of square windows without a bias, which keeps the size but for its step, and a BatchNormalization.</summary>
    /// <param name="name">The convolution's name.</param>
    /// <param name="value">What it reads.</param>
    /// <param name="inputs">C.</param>
    /// <param name="outputs">T.</param>
    /// <param name="size">The window's sides.</param>
    /// <param name="stride">The step on both axes.</param>
    public string Convolution(string name, string value, long inputs, long outputs, long size, long stride)
    {
        string weight = Store($"{name}.weight", outputs, inputs, size, size);
        long pad = size / 2;
        value = Node("Conv", name, [value, weight], Ints("kernel_shape", size, size), Ints("strides", stride, stride), Ints("pads", pad, pad, pad, pad));
        string norm = $"{name}.norm";
        return Node("BatchNormalization", norm, [value, .. ((string[])["scale", "bias", "mean", "var"]).Select(part => Store($"{norm}.{part}", outputs))]);
    }

    /// <summary>max(x, 0).</summary>
    public string Relu(string name, string value) => Node("Relu", name, [value]);

    /// <summary>The largest number of each window, which lie side by side.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="value">What it reads.</param>
    /// <param name="size">The window's sides, and the step on both axes.</param>
    public string MaxPool(string name, string value, long size) => Node("MaxPool", name, [value], Ints("kernel_shape", size, size), Ints("strides", size, size));

    /// <summary>x + y.</summary>
    public string Sum(string name, string x, string y) => Node("Add", name, [x, y]);

    /// <summary>The mean of each channel, as one row.</summary>
    public string Average(string name, string value) => Row($"{name}.row", Node("GlobalAveragePool", name, [value]));

    /// <summary>All numbers of an image, as one row.</summary>
    public string Row(string name, string value) => Node("Flatten", name, [value], new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });

    /// <summary>A fully connected layer with a bias; the network's output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it reads.</param>
    /// <param name="inputs">C.</param>
    /// <param name="outputs">T.</param>
    /// <param name="result">The name of what it gives.</param>
    public void Output(string name, string value, long inputs, long outputs, string result)
    {
        Node("Gemm", name, [value, Store($"{name}.weight", outputs, inputs), Store($"{name}.bias", outputs)], new AttributeProto { Name = "transB", Type = AttributeType.Int, I = 1 });
        _graph.Node[^1].Output[0] = result;
        _graph.Output.Add(Describe(result, outputs));
    }

    /// <summary>The network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="producer">What the file says that it was made by.</param>
    public OnnxModel Build(string name, string producer = "rsdtr samples/training")
    {
        _graph.Name = name;
        ModelProto model = new() { IrVersion = IrVersion, ProducerName = producer, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return new OnnxModel(model);
    }

    private string Node(string operation, string name, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = operation, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add($"{name}_output");
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return node.Output[0];
    }

    private string Store(string name, params long[] sizes)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)DataType.Float };
        tensor.Dims.AddRange(sizes);
        tensor.RawData = ByteString.CopyFrom(new byte[sizeof(float) * sizes.Aggregate((product, size) => product * size)]);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private static AttributeProto Ints(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static ValueInfoProto Describe(string name, params long[] sizes)
    {
        TypeProto.Types.Tensor type = new() { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() };
        type.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        type.Shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
