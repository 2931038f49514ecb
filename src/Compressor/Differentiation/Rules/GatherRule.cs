using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Gather with known indices, one or a list, none of them twice.</summary>
internal sealed class GatherRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Gather"];

    public void Emit(GradientNode node)
    {
        if (node.Shape(0) is not { } shape || node.Facts(1) is not { Integers: { } indices, Shape.Rank: <= 1 and var indexRank })
        {
            node.Block("has an input of unknown rank, or indices that are no known list");
            return;
        }

        long given = node.Proto.GetInt("axis", 0);
        int axis = (int)(given < 0 ? given + shape.Rank : given);
        if (shape[axis].Value is not { } size)
        {
            node.Block("takes from an axis of unknown size");
            return;
        }

        // One index alone removes the axis.
        string gradient = indexRank == 0 ? node.Writer.Unsqueeze(node.Gradient, axis) : node.Gradient;
        long[] places = [.. indices.Select(index => index < 0 ? index + size : index)];
        if (AxisSelection.Write(node.Writer, gradient, shape.Rank, axis, size, places) is { } whole)
        {
            node.Give(0, whole);
        }
        else
        {
            node.Block("takes an element twice");
        }
    }
}
