using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>
/// Operands that are repeated along axes (ONNX's multidirectional broadcasting): their gradient is the sum over the repetitions. An axis that is open in
/// the operand and in the output, as a batch is, counts as the same.
/// </summary>
internal static class BroadcastAdjoint
{
    /// <summary>
    /// Hands in the gradient of an operand, from one of the output's shape; or blocks it where it is not known along which axes the operand is repeated.
    /// </summary>
    /// <param name="node">A node whose first output has the broadcast shape of its inputs.</param>
    /// <param name="input">The operand.</param>
    /// <param name="gradient">A gradient of the output's shape, but for the last axes that are kept.</param>
    /// <param name="kept">The number of last axes that are never repeated.</param>
    public static void Give(GradientNode node, int input, string gradient, int kept = 0)
    {
        if (node.Shape(input) is not { } shape || node.OutputShape(0) is not { } whole)
        {
            node.Block(input, "combines operands of unknown rank");
            return;
        }

        int added = whole.Rank - shape.Rank;
        List<long> axes = [.. Enumerable.Range(0, added).Select(axis => (long)axis)];
        for (int axis = 0; axis < shape.Rank - kept; axis++)
        {
            Dimension own = shape[axis];
            Dimension common = whole[added + axis];
            if (own.Value == 1 && common.Value != 1)
            {
                axes.Add(added + axis);
            }
            else if (!own.IsKnown && common.IsKnown && !OthersAreOne(node, input, whole.Rank - added - axis))
            {
                node.Block(input, "combines operands of which one may be repeated along an axis of unknown size");
                return;
            }
        }

        if (axes.Count > 0)
        {
            gradient = node.Writer.ReduceSum(gradient, keepAxes: true, axes);
        }

        node.Give(input, added > 0 ? node.Writer.ReshapeLike(gradient, node.Input(input)) : gradient);
    }

    private static bool OthersAreOne(GradientNode node, int input, int fromEnd) => Enumerable.Range(0, node.Proto.Input.Count)
        .Where(other => other != input)
        .All(other => node.Shape(other) is { } shape && (shape.Rank < fromEnd || shape[shape.Rank - fromEnd].Value == 1));
}
