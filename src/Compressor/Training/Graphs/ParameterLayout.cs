using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>Which stored tensors a step changes, and where each lies in one vector: the weights in that of the optimizer, means and variances in one of their own.</summary>
internal sealed class ParameterLayout
{
    private ParameterLayout(IReadOnlyList<TrainedTensor> tensors, int length)
    {
        Tensors = tensors;
        Length = length;
    }

    /// <summary>The tensors in the order of the vector.</summary>
    public IReadOnlyList<TrainedTensor> Tensors { get; }

    /// <summary>How many numbers that are.</summary>
    public int Length { get; }

    /// <summary>Lays tensors one after the other.</summary>
    /// <exception cref="OverflowException">They hold more than 2^31 numbers.</exception>
    public static ParameterLayout Of(IEnumerable<WeightTensor> weights)
    {
        List<TrainedTensor> placed = [];
        int offset = 0;
        foreach ((TensorProto tensor, WeightMatrix? matrix) in weights)
        {
            int length = checked((int)TensorSizes.ElementCount(tensor));
            placed.Add(new TrainedTensor(tensor.Name, [.. tensor.Dims], offset, length, matrix));
            offset = checked(offset + length);
        }

        return new ParameterLayout(placed, offset);
    }

    /// <summary>Whether a tensor holds float32 numbers, as all that a step changes does.</summary>
    public static bool IsFloat(TensorProto tensor) => tensor.DataType == (int)TensorProto.Types.DataType.Float;

    /// <summary>Whether a network stores a tensor in a form that can be written: as an initializer, or in a Constant node's <c>value</c>.</summary>
    public static bool IsStored(OnnxModel model, TensorProto tensor) =>
        (model.Graph.Initializer(tensor.Name) ?? model.Graph.Producer(tensor.Name)?.GetTensor("value")) is { } stored
        && stored.DataType == tensor.DataType && stored.Dims.SequenceEqual(tensor.Dims);

    /// <summary>The numbers that a network has stored.</summary>
    /// <param name="model">A network with all the tensors.</param>
    public float[] Read(OnnxModel model)
    {
        float[] vector = new float[Length];
        foreach (TrainedTensor tensor in Tensors)
        {
            TensorReader.ToFloats(model.Graph.Constant(tensor.Name)!).CopyTo(vector, tensor.Offset);
        }

        return vector;
    }

    /// <summary>1 for each number that weight decay holds back, 0 for the others.</summary>
    public float[] DecayMask()
    {
        float[] mask = new float[Length];
        foreach (TrainedTensor tensor in Tensors.Where(tensor => tensor.Decays))
        {
            mask.AsSpan(tensor.Offset, tensor.Length).Fill(1);
        }

        return mask;
    }

    /// <summary>Stores numbers in a network, in the form in which it has them: raw bytes, or the typed field.</summary>
    /// <param name="model">A network with all the tensors; changed.</param>
    /// <param name="vector">The numbers.</param>
    public void Write(OnnxModel model, ReadOnlySpan<float> vector)
    {
        foreach (TrainedTensor tensor in Tensors)
        {
            // The tensor itself, not a copy: an initializer, or the attribute of a Constant node.
            TensorProto stored = model.Graph.Constant(tensor.Name)!;
            ReadOnlySpan<float> values = vector.Slice(tensor.Offset, tensor.Length);
            if (stored.HasRawData)
            {
                stored.RawData = TensorBuilder.Floats("", [tensor.Length], values).RawData;
            }
            else
            {
                stored.FloatData.Clear();
                stored.FloatData.AddRange(values.ToArray());
            }
        }
    }
}
