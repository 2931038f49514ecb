using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs.Updates;

/// <summary>Writes the nodes of an update, in operator set 13, and names what they give.</summary>
/// <param name="graph">The graph that they are added to.</param>
internal sealed class UpdateNodes(GraphProto graph)
{
    /// <summary>Adds a node.</summary>
    /// <returns>The name of what it gives.</returns>
    public string Node(string opType, params string[] inputs) =>
        NodeTo(string.Create(CultureInfo.InvariantCulture, $"{opType} {graph.Node.Count}"), opType, inputs);

    /// <summary>Adds a node that gives a value of a name.</summary>
    public string NodeTo(string output, string opType, params string[] inputs)
    {
        graph.Node.Add(NodeBuilder.Node(opType, output, inputs, [output]));
        return output;
    }

    /// <summary>A number.</summary>
    public string Scalar(double value)
    {
        string name = Constant();
        graph.Initializer.Add(TensorBuilder.Floats(name, [], [(float)value]));
        return name;
    }

    /// <summary>A value times a number.</summary>
    public string Times(string value, double number) => Node("Mul", value, Scalar(number));

    /// <summary>The length of a vector, a scalar.</summary>
    public string Length(string vector) => Node("Sqrt", SquaredLength(vector));

    /// <summary>The sum of the squares of all numbers, a scalar.</summary>
    public string SquaredLength(string value)
    {
        string square = Node("ReduceSumSquare", value);
        graph.Node[^1].Attribute.Add(NodeBuilder.Int("keepdims", 0));
        return square;
    }

    /// <summary>The sums of squares over some axes, which stay with a length of 1.</summary>
    public string SumOfSquares(string value, params long[] axes)
    {
        string sum = Node("ReduceSumSquare", value);
        graph.Node[^1].Attribute.Add(NodeBuilder.Ints("axes", axes));
        return sum;
    }

    /// <summary>The same numbers with the axes in another order.</summary>
    public string Transpose(string value, params long[] order)
    {
        string turned = Node("Transpose", value);
        graph.Node[^1].Attribute.Add(NodeBuilder.Ints("perm", order));
        return turned;
    }

    /// <summary>The same numbers in another shape.</summary>
    public string Reshape(string value, params long[] shape)
    {
        string name = Constant();
        graph.Initializer.Add(TensorBuilder.Int64s(name, shape));
        return Node("Reshape", value, name);
    }

    /// <summary>A flat vector cut into the tensors that it holds.</summary>
    /// <returns>The tensors' numbers, each a vector.</returns>
    public string[] Cut(string vector, ParameterLayout layout)
    {
        string lengths = Constant();
        graph.Initializer.Add(TensorBuilder.Int64s(lengths, [.. layout.Tensors.Select(tensor => (long)tensor.Length)]));
        string[] pieces = [.. layout.Tensors.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"{vector} {index}"))];
        graph.Node.Add(NodeBuilder.Node("Split", $"{vector} cut", [vector, lengths], pieces, NodeBuilder.Int("axis", 0)));
        return pieces;
    }

    /// <summary>Vectors one after the other.</summary>
    public string Join(params string[] vectors)
    {
        string all = Node("Concat", vectors);
        graph.Node[^1].Attribute.Add(NodeBuilder.Int("axis", 0));
        return all;
    }

    private string Constant() => string.Create(CultureInfo.InvariantCulture, $"constant {graph.Initializer.Count}");
}
