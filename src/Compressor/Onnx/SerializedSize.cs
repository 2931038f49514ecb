using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>The size of a model as a file, guarded against protobuf's 32-bit arithmetic.</summary>
internal static class SerializedSize
{
    /// <summary>The size in bytes, or null where it is over 2 GiB and the model cannot be one file.</summary>
    public static long? TryMeasure(ModelProto model)
    {
        // CalculateSize adds 32-bit numbers unchecked; a lower bound in 64 bits tells whether it can be trusted.
        long lowerBound = 0;
        foreach (LocatedTensor located in ModelTensors.All(model))
        {
            TensorProto tensor = located.Tensor;
            lowerBound += tensor.RawData.Length + (4L * tensor.FloatData.Count) + (8L * tensor.DoubleData.Count)
                + tensor.Int32Data.Count + tensor.Int64Data.Count + tensor.Uint64Data.Count;
        }

        // All but tensor data of a model in memory is far below 1 GiB, so below this bound the 32-bit sum cannot wrap back to a positive number.
        if (lowerBound > OnnxModelFile.MaxBytes)
        {
            return null;
        }

        int size = model.CalculateSize();
        return size < 0 ? null : size;
    }
}
