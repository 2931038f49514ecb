using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Verification;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// The network as what a layer's error does to it is measured: classes, names, sequences and maps say little or nothing of that, so that the floating-point values that they are made of
/// (<see cref="DecidingValues"/>) are its outputs in their place.
/// </summary>
internal static class TellingOutputs
{
    /// <summary>A network whose outputs are tensors of floating-point numbers, as far as there are any.</summary>
    /// <param name="model">The canonical network.</param>
    /// <returns>A copy; the network itself where its outputs are such tensors already, or none of them depends on one.</returns>
    public static OnnxModel Of(OnnxModel model)
    {
        if (model.Graph.Outputs.All(IsFloatingPoint))
        {
            return model;
        }

        OnnxModel copy = DecidingValues.Expose(model, DecidingValues.Find(model));
        ShapeTable shapes = ShapeInference.Infer(copy);
        ValueInfoProto[] telling = [.. copy.Graph.Outputs.Where(output => IsFloatingPoint(output) || ElementTypes.IsComputedIn(shapes.Facts(output.Name).ElementType))];
        if (telling.Length == 0)
        {
            return model;
        }

        copy.Proto.Graph.Output.Clear();
        copy.Proto.Graph.Output.AddRange(telling);
        copy.Graph.Changed();
        return copy;
    }

    private static bool IsFloatingPoint(ValueInfoProto output) => ElementTypes.IsComputedIn(output.Type?.TensorType?.ElemType ?? 0);
}
