using System.Globalization;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Tests.Onnx;

/// <summary>
/// Builds small ONNX models field by field (onnx.proto: ModelProto 1 ir_version, 2 producer_name, 5 model_version, 6 doc_string,
/// 7 graph, 8 opset_import, 14 metadata_props; GraphProto 1 node, 2 name, 5 initializer, 11 input, 12 output).
/// A dimension is a number, or a name for one that stays open.
/// </summary>
internal sealed class TinyModel
{
    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "tiny");
    private readonly ProtoWriter _model = new ProtoWriter().Integer(1, 8).Text(2, "TinyModel").Integer(5, 42).Text(6, "for a test");

    public TinyModel Node(string type, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes)
    {
        ProtoWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        foreach (string output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(4, type);
        foreach ((string name, long value) in attributes)
        {
            node.Message(5, new ProtoWriter().Text(1, name).Integer(3, value).Integer(20, 2)); // AttributeProto.INT
        }

        _graph.Message(1, node);
        return this;
    }

    /// <summary>A node of another domain than ONNX's own, with lists of integers.</summary>
    public TinyModel ForeignNode(string domain, string type, string[] inputs, string[] outputs, params (string Name, long[] Values)[] attributes)
    {
        ProtoWriter node = new();
        Array.ForEach(inputs, input => node.Text(1, input));
        Array.ForEach(outputs, output => node.Text(2, output));
        node.Text(4, type).Text(7, domain);
        foreach ((string name, long[] values) in attributes)
        {
            ProtoWriter attribute = new ProtoWriter().Text(1, name).Integer(20, 7); // AttributeProto.INTS
            Array.ForEach(values, value => attribute.Integer(8, value));
            node.Message(5, attribute);
        }

        _graph.Message(1, node);
        _model.Message(8, new ProtoWriter().Text(1, domain).Integer(2, 1));
        return this;
    }

    public TinyModel Initializer(string name, float[] data, params long[] dimensions)
    {
        ProtoWriter tensor = new();
        foreach (long dimension in dimensions)
        {
            tensor.Integer(1, dimension);
        }

        _graph.Message(5, tensor.Integer(2, (long)TensorElementType.Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(data)));
        return this;
    }

    /// <summary>A float tensor whose data lies in a file beside the model's (TensorProto 13 external_data, 14 data_location).</summary>
    public TinyModel ExternalInitializer(string name, string file, long length, params long[] dimensions)
    {
        ProtoWriter tensor = new();
        foreach (long dimension in dimensions)
        {
            tensor.Integer(1, dimension);
        }

        tensor.Integer(2, (long)TensorElementType.Float).Text(8, name)
            .Message(13, new ProtoWriter().Text(1, "location").Text(2, file))
            .Message(13, new ProtoWriter().Text(1, "length").Text(2, length.ToString(CultureInfo.InvariantCulture)))
            .Integer(14, 1);
        _graph.Message(5, tensor);
        return this;
    }

    public TinyModel Input(string name, TensorElementType type, params string[] dimensions) => Value(11, name, type, dimensions);

    public TinyModel Output(string name, TensorElementType type, params string[] dimensions) => Value(12, name, type, dimensions);

    public TinyModel Metadata(string key, string value)
    {
        _model.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        return this;
    }

    public byte[] ToArray()
    {
        // Concatenated messages of one type are that message (protobuf's encoding guide), so that ToArray can be called again.
        ProtoWriter opset = new ProtoWriter().Text(1, "").Integer(2, 13);
        return [.. _model.ToArray(), .. new ProtoWriter().Message(7, _graph).Message(8, opset).ToArray()];
    }

    /// <summary>y = 2 x + 1 on [batch,2].</summary>
    public static byte[] Affine() => new TinyModel()
        .Initializer("two", [2])
        .Initializer("one", [1])
        .Node("Mul", ["x", "two"], ["scaled"])
        .Node("Add", ["scaled", "one"], ["y"])
        .Input("x", TensorElementType.Float, "batch", "2")
        .Output("y", TensorElementType.Float, "batch", "2")
        .Metadata("rsdtr.budget", "pi4")
        .Metadata("b", "ü")
        .ToArray();

    /// <summary>y = x, of any type.</summary>
    public static byte[] Identity(TensorElementType type, params string[] dimensions) => new TinyModel()
        .Node("Identity", ["x"], ["y"])
        .Input("x", type, dimensions)
        .Output("y", type, dimensions)
        .ToArray();

    /// <summary>The indices of the elements of x [n] that are not zero, as floats [1,k]: a shape that depends on the data; and -x.</summary>
    /// <param name="found">How many the model says there are: a name for any number, or a number, which is wrong for other inputs.</param>
    public static byte[] NonZero(string found = "k") => new TinyModel()
        .Node("NonZero", ["x"], ["indices"])
        .Node("Cast", ["indices"], ["found"], ("to", (long)TensorElementType.Float))
        .Node("Neg", ["x"], ["negative"])
        .Input("x", TensorElementType.Float, "4")
        .Output("found", TensorElementType.Float, "1", found)
        .Output("negative", TensorElementType.Float, "4")
        .Output("indices", TensorElementType.Int64, "1", found)
        .ToArray();

    /// <summary>One thread, and no packed copy of the matrix for each product of <see cref="Slow"/>.</summary>
    public static SessionOptions SlowOptions { get; } = new()
    {
        IntraOpThreads = 1,
        ConfigEntries = new Dictionary<string, string> { ["session.disable_prepacking"] = "1" },
    };

    /// <summary>A chain of products with one square matrix, long enough to be interrupted.</summary>
    public static byte[] Slow(int size, int length)
    {
        TinyModel model = new TinyModel().Initializer("w", new float[size * size], size, size);
        for (int i = 0; i < length; i++)
        {
            model.Node("MatMul", [i == 0 ? "x" : $"h{i}", "w"], [i == length - 1 ? "y" : $"h{i + 1}"]);
        }

        string side = size.ToString(CultureInfo.InvariantCulture);
        return model.Input("x", TensorElementType.Float, side, side).Output("y", TensorElementType.Float, side, side).ToArray();
    }

    private TinyModel Value(int field, string name, TensorElementType type, string[] dimensions)
    {
        ProtoWriter shape = new();
        foreach (string dimension in dimensions)
        {
            bool isNumber = long.TryParse(dimension, NumberStyles.Integer, CultureInfo.InvariantCulture, out long size);
            shape.Message(1, isNumber ? new ProtoWriter().Integer(1, size) : new ProtoWriter().Text(2, dimension));
        }

        ProtoWriter tensor = new ProtoWriter().Integer(1, (long)type).Message(2, shape);
        _graph.Message(field, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }
}
