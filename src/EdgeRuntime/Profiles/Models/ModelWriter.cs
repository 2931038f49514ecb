using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>
/// Builds a small ONNX model field by field, float32 throughout, one operator set (onnx.proto: ModelProto 1 ir_version, 7 graph,
/// 8 opset_import; GraphProto 1 node, 2 name, 5 initializer, 11 input, 12 output). Every ONNX Runtime from 1.17 on reads it.
/// </summary>
internal sealed class ModelWriter
{
    private const int IrVersion = 8;
    private const int OperatorSet = 13;

    // TensorProto.DataType.FLOAT, AttributeProto.AttributeType.INT and INTS.
    private const int FloatType = 1;
    private const int IntAttribute = 2;
    private const int IntsAttribute = 7;

    private readonly ProtobufWriter _graph = new ProtobufWriter().Text(2, "stage");
    private int _seed;

    /// <summary>Declares the input.</summary>
    public ModelWriter Input(string name, params ReadOnlySpan<int> shape) => Value(11, name, shape);

    /// <summary>Declares an output.</summary>
    public ModelWriter Output(string name, params ReadOnlySpan<int> shape) => Value(12, name, shape);

    /// <summary>Adds a weight of given numbers.</summary>
    public ModelWriter Weight(string name, float[] numbers, params ReadOnlySpan<int> shape) =>
        Weight(name, [.. MemoryMarshal.AsBytes(numbers.AsSpan())], shape);

    /// <summary>
    /// Adds a weight of random numbers, no two weights alike: ONNX Runtime would merge nodes that compute the same. No number is
    /// so small that arithmetic with it would take longer.
    /// </summary>
    public ModelWriter RandomWeight(string name, params ReadOnlySpan<int> shape)
    {
        int fanIn = 1;
        for (int axis = 1; axis < shape.Length; axis++)
        {
            fanIn *= shape[axis];
        }

        byte[] bytes = new byte[checked(sizeof(float) * fanIn * shape[0])];
        RandomNumbers.Fill(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()), 1 / MathF.Sqrt(fanIn), ++_seed);
        return Weight(name, bytes, shape);
    }

    /// <summary>Adds a node of one output.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="output">The name of its output.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Its attributes: one number each, or several.</param>
    public ModelWriter Node(string type, string output, string[] inputs, params (string Name, int[] Values, bool IsList)[] attributes)
    {
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(3, output).Text(4, type);
        foreach ((string name, int[] values, bool isList) in attributes)
        {
            ProtobufWriter attribute = new ProtobufWriter().Text(1, name);
            foreach (int value in values)
            {
                attribute.Integer(isList ? 8 : 3, value);
            }

            node.Message(5, attribute.Integer(20, isList ? IntsAttribute : IntAttribute));
        }

        _graph.Message(1, node);
        return this;
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToArray() => new ProtobufWriter()
        .Integer(1, IrVersion)
        .Message(7, _graph)
        .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OperatorSet))
        .ToArray();

    // TensorProto: 1 dims, 2 data_type, 8 name, 9 raw_data, which is little-endian as the processors here are.
    private ModelWriter Weight(string name, byte[] bytes, ReadOnlySpan<int> shape)
    {
        ProtobufWriter tensor = new();
        foreach (int size in shape)
        {
            tensor.Integer(1, size);
        }

        _graph.Message(5, tensor.Integer(2, FloatType).Text(8, name).Bytes(9, bytes));
        return this;
    }

    // ValueInfoProto: 1 name, 2 type; TypeProto: 1 tensor_type; Tensor: 1 elem_type, 2 shape; TensorShapeProto: 1 dim; Dimension: 1 dim_value.
    private ModelWriter Value(int field, string name, ReadOnlySpan<int> shape)
    {
        ProtobufWriter dimensions = new();
        foreach (int size in shape)
        {
            dimensions.Message(1, new ProtobufWriter().Integer(1, size));
        }

        ProtobufWriter tensor = new ProtobufWriter().Integer(1, FloatType).Message(2, dimensions);
        _graph.Message(field, new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor)));
        return this;
    }
}
