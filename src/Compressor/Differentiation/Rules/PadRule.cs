using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Pad with a constant: the same pads with their sign changed, which cuts off what was added and adds zeros where something was cut off.</summary>
internal sealed class PadRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Pad"];

    public void Emit(GradientNode node)
    {
        if (node.Proto.GetString("mode", "constant") != "constant")
        {
            node.Block($"pads by '{node.Proto.GetString("mode", "constant")}'");
            return;
        }

        long[]? pads = node.IntegersOf("pads", 1, out _);
        long[]? axes = node.Facts(3).Integers;
        if (node.Shape(0) is not { } shape || pads is null || (node.Has(3) && axes is null))
        {
            node.Block("has an input of unknown rank, or pads that are known only when it runs");
            return;
        }

        long[] opposite = new long[2 * shape.Rank];
        int count = pads.Length / 2;
        for (int index = 0; index < count; index++)
        {
            long given = axes?[index] ?? index;
            int axis = (int)(given < 0 ? given + shape.Rank : given);
            opposite[axis] = -pads[index];
            opposite[shape.Rank + axis] = -pads[count + index];
        }

        node.Give(0, node.Writer.Pad(node.Gradient, opposite));
    }
}
