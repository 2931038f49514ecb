namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Tile and Expand: the sum over the repetitions.</summary>
internal sealed class RepetitionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Tile", "Expand"];

    public void Emit(GradientNode node)
    {
        if (!node.Wants(0))
        {
            return;
        }

        if (node.Proto.OpType == "Expand")
        {
            BroadcastAdjoint.Give(node, 0, node.Gradient);
            return;
        }

        if (node.Shape(0) is not { } shape || node.Facts(1).Integers is not { } times)
        {
            node.Block("has an input of unknown rank, or repeats that are known only when it runs");
            return;
        }

        // Each repeated axis as two, the repetitions first; axes that stay as they are may be open, and one of them is what is left.
        List<long> split = [];
        List<long> sums = [];
        bool open = false;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (times[axis] != 1)
            {
                sums.Add(split.Count);
                split.Add(times[axis]);
            }

            if (shape[axis].Value is null && open)
            {
                node.Block("has an input with several axes of unknown size");
                return;
            }

            open |= shape[axis].Value is null;
            split.Add(shape[axis].Value ?? -1);
        }

        node.Give(0, sums.Count == 0 ? node.Gradient : node.Writer.ReduceSum(node.Writer.Reshape(node.Gradient, split), keepAxes: false, sums));
    }
}
