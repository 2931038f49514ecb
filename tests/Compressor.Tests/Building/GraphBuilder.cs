using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>
/// Makes small models in one expression. Each operator reads the value made last unless told otherwise, names its output
/// after itself (<c>conv1</c>, <c>relu2</c>, ...), and draws its weights from a seeded generator.
/// </summary>
/// <example><c>new GraphBuilder(opset: 13).Input("x", 1, 3, 8, 8).Conv(16, 3, pads: 1).Relu().Output("y").Build()</c></example>
internal sealed class GraphBuilder
{
    private readonly ModelProto _model;
    private readonly Random _random;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _channels = new(StringComparer.Ordinal);

    public GraphBuilder(long opset = 13, long irVersion = 7, int seed = 1)
    {
        _model = new ModelProto { IrVersion = irVersion, ProducerName = "test", Graph = new GraphProto { Name = "graph" } };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        _random = new Random(seed);
    }

    /// <summary>The model as far as it is built, for what the fluent methods do not cover.</summary>
    public ModelProto Proto => _model;

    public GraphProto Graph => _model.Graph;

    /// <summary>The value made last: what the next operator reads.</summary>
    public string Last { get; private set; } = "";

    /// <summary>The inputs of the graph, float32. A dimension is a number, a name (symbolic), or null (unknown).</summary>
    public GraphBuilder Input(string name, params object?[] dims)
    {
        Graph.Input.Add(ValueInfo(name, dims));
        if (dims.Length > 1 && dims[1] is not null and not string)
        {
            _channels[name] = Convert.ToInt64(dims[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        Last = name;
        return this;
    }

    /// <summary>
    /// Declares an output. Where nothing has that name yet, the value made last (or <paramref name="value"/>) gets it: by renaming, or
    /// by an Identity where others read it.
    /// </summary>
    public GraphBuilder Output(string name, string? value = null)
    {
        value ??= Graph.Node.Any(node => node.Output.Contains(name)) ? name : Last;
        if (value != name)
        {
            NodeProto? producer = Graph.Node.FirstOrDefault(node => node.Output.Contains(value));
            bool read = Graph.Node.Any(node => node.Input.Contains(value));
            if (producer is null || read)
            {
                Graph.Node.Add(NodeBuilder.Node("Identity", name, [value], [name]));
            }
            else
            {
                producer.Output[producer.Output.IndexOf(value)] = name;
            }
        }

        Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } } });
        return this;
    }

    /// <summary>A float32 initializer with the given elements.</summary>
    public GraphBuilder Weight(string name, long[] dims, params float[] values)
    {
        Graph.Initializer.Add(TensorBuilder.Floats(name, dims, values));
        return this;
    }

    /// <summary>A float32 initializer drawn from [-1, 1).</summary>
    public GraphBuilder RandomWeight(string name, params long[] dims) => Weight(name, dims, Random(dims));

    /// <summary>A one-dimensional int64 initializer.</summary>
    public GraphBuilder Int64s(string name, params long[] values)
    {
        Graph.Initializer.Add(TensorBuilder.Int64s(name, values));
        return this;
    }

    /// <summary>Any node. Inputs default to the value made last; the first output becomes the value made last.</summary>
    public GraphBuilder Node(string opType, string[]? inputs = null, string[]? outputs = null, params AttributeProto[] attributes)
    {
        string name = Fresh(opType);
        inputs ??= [Last];
        outputs ??= [name];
        Graph.Node.Add(NodeBuilder.Node(opType, name, inputs, outputs, attributes));
        if (inputs.Length > 0 && _channels.TryGetValue(inputs[0], out long channels))
        {
            _channels[outputs[0]] = channels;
        }

        Last = outputs[0];
        return this;
    }

    /// <summary>A two-dimensional convolution with a random weight <c>NAME.weight</c> and, unless told otherwise, a bias <c>NAME.bias</c>.</summary>
    /// <param name="outChannels">T.</param>
    /// <param name="kernel">kh, and kw where <paramref name="kernelWidth"/> is not given.</param>
    /// <param name="kernelWidth">kw.</param>
    /// <param name="stride">The stride of both axes.</param>
    /// <param name="pads">The padding on all four sides.</param>
    /// <param name="dilation">The dilation of both axes.</param>
    /// <param name="group">The number of groups.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="autoPad">The attribute auto_pad in place of pads.</param>
    /// <param name="fourPads">The padding as [top, left, bottom, right] in place of <paramref name="pads"/>.</param>
    /// <param name="input">What it reads; the value made last by default.</param>
    /// <param name="inChannels">C, where it cannot be known from the input.</param>
    /// <param name="name">The node's and output's name.</param>
    public GraphBuilder Conv(
        long outChannels, long kernel, long? kernelWidth = null, long stride = 1, long pads = 0, long dilation = 1, long group = 1,
        bool bias = true, string? autoPad = null, long[]? fourPads = null, string? input = null, long? inChannels = null, string? name = null)
    {
        name ??= Fresh("Conv");
        input ??= Last;
        long width = kernelWidth ?? kernel;
        long channels = inChannels ?? _channels[input];
        RandomWeight($"{name}.weight", outChannels, channels / group, kernel, width);
        string[] inputs = [input, $"{name}.weight"];
        if (bias)
        {
            RandomWeight($"{name}.bias", outChannels);
            inputs = [.. inputs, $"{name}.bias"];
        }

        AttributeProto padding = autoPad is null
            ? NodeBuilder.Ints("pads", fourPads ?? [pads, pads, pads, pads])
            : NodeBuilder.String("auto_pad", autoPad);
        Graph.Node.Add(NodeBuilder.Node(
            "Conv", name, inputs, [name],
            NodeBuilder.Ints("kernel_shape", kernel, width),
            NodeBuilder.Ints("strides", stride, stride),
            NodeBuilder.Ints("dilations", dilation, dilation),
            NodeBuilder.Int("group", group),
            padding));
        _channels[name] = outChannels;
        Last = name;
        return this;
    }

    /// <summary>A BatchNormalization in inference form with random positive scale and variance.</summary>
    public GraphBuilder BatchNormalization(float epsilon = 1e-5f, string? input = null, string? name = null)
    {
        name ??= Fresh("BatchNormalization");
        input ??= Last;
        long channels = _channels[input];
        Weight($"{name}.gamma", [channels], Random([channels], 0.5f, 1.5f));
        RandomWeight($"{name}.beta", channels);
        RandomWeight($"{name}.mean", channels);
        Weight($"{name}.var", [channels], Random([channels], 0.5f, 2f));
        Graph.Node.Add(NodeBuilder.Node(
            "BatchNormalization", name,
            [input, $"{name}.gamma", $"{name}.beta", $"{name}.mean", $"{name}.var"], [name], NodeBuilder.Float("epsilon", epsilon)));
        _channels[name] = channels;
        Last = name;
        return this;
    }

    public GraphBuilder Relu() => Node("Relu");

    public GraphBuilder Sigmoid() => Node("Sigmoid");

    public GraphBuilder Add(string other) => Node("Add", [Last, other]);

    public GraphBuilder GlobalAveragePool() => Node("GlobalAveragePool");

    public GraphBuilder Flatten(long axis = 1) => Node("Flatten", null, null, NodeBuilder.Int("axis", axis));

    public GraphBuilder MaxPool(long kernel, long stride, long pads = 0, bool ceilMode = false) => Node(
        "MaxPool", null, null,
        NodeBuilder.Ints("kernel_shape", kernel, kernel), NodeBuilder.Ints("strides", stride, stride),
        NodeBuilder.Ints("pads", pads, pads, pads, pads), NodeBuilder.Int("ceil_mode", ceilMode ? 1 : 0));

    /// <summary>A Gemm with transB = 1: a random weight [out, in] and a bias.</summary>
    public GraphBuilder Gemm(long inFeatures, long outFeatures)
    {
        string name = Fresh("Gemm");
        RandomWeight($"{name}.weight", outFeatures, inFeatures).RandomWeight($"{name}.bias", outFeatures);
        Graph.Node.Add(NodeBuilder.Node("Gemm", name, [Last, $"{name}.weight", $"{name}.bias"], [name], NodeBuilder.Int("transB", 1)));
        Last = name;
        return this;
    }

    /// <summary>A MatMul with a random weight [in, out], and the sum with a bias as exporters write it.</summary>
    public GraphBuilder MatMulAdd(long inFeatures, long outFeatures)
    {
        string name = Fresh("MatMul");
        RandomWeight($"{name}.weight", inFeatures, outFeatures).RandomWeight($"{name}.bias", outFeatures);
        Graph.Node.Add(NodeBuilder.Node("MatMul", name, [Last, $"{name}.weight"], [name]));
        return Node("Add", [name, $"{name}.bias"]);
    }

    public GraphBuilder Reshape(params long[] shape)
    {
        string name = Fresh("Reshape");
        Int64s($"{name}.shape", shape);
        Graph.Node.Add(NodeBuilder.Node("Reshape", name, [Last, $"{name}.shape"], [name]));
        Last = name;
        return this;
    }

    /// <summary>Reads from an earlier value next.</summary>
    public GraphBuilder From(string value)
    {
        Last = value;
        return this;
    }

    /// <summary>The model, checked and sorted as if it had been read from a file.</summary>
    public OnnxModel Build()
    {
        ModelProto copy = _model.Clone();
        GraphOrder.CheckAndSort(copy.Graph);
        return new OnnxModel(copy);
    }

    /// <summary>The model as a file's bytes, unchecked.</summary>
    public byte[] ToBytes() => _model.ToByteArray();

    /// <summary>A declaration of a float32 value.</summary>
    public static ValueInfoProto ValueInfo(string name, params object?[] dims)
    {
        TensorShapeProto shape = new();
        foreach (object? dim in dims)
        {
            shape.Dim.Add(dim switch
            {
                null => new TensorShapeProto.Types.Dimension(),
                string symbol => new TensorShapeProto.Types.Dimension { DimParam = symbol },
                _ => new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dim, System.Globalization.CultureInfo.InvariantCulture) },
            });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } },
        };
    }

    private string Fresh(string opType)
    {
        _counts[opType] = _counts.GetValueOrDefault(opType) + 1;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{opType.ToLowerInvariant()}{_counts[opType]}");
    }

    private float[] Random(long[] dims, float low = -1, float high = 1)
    {
        float[] values = new float[dims.Aggregate(1L, (product, dim) => product * dim)];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = low + ((high - low) * _random.NextSingle());
        }

        return values;
    }
}
