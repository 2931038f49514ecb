using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Concat: each input gets its part.</summary>
internal sealed class ConcatRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Concat"];

    public void Emit(GradientNode node)
    {
        if (node.OutputShape(0) is not { } shape)
        {
            node.Block("has an output of unknown rank");
            return;
        }

        long given = node.Proto.GetInt("axis", 1);
        int axis = (int)(given < 0 ? given + shape.Rank : given);
        long? start = 0;
        for (int input = 0; input < node.Proto.Input.Count; input++)
        {
            long? end = start + node.Size(input, axis);
            if (node.Wants(input))
            {
                if (start is { } from && end is { } to)
                {
                    node.Give(input, node.Proto.Input.Count == 1 ? node.Gradient : node.Writer.Slice(node.Gradient, axis, from, to));
                }
                else
                {
                    node.Block(input, "joins pieces of unknown size");
                }
            }

            start = end;
        }
    }
}
