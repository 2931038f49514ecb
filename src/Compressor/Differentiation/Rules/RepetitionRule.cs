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

        int[] open = [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis].Value is null)];
        if (open.Length > 1)
        {
            node.Block("has an input with several axes of unknown size");
            return;
        }

        // Each repeated axis as two, the repetitions first. One axis is what is left: of the first the shapes may know only an example.
        List<long> split = [];
        List<long> sums = [];
        int left = open is [var only] ? only : 0;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (times[axis] != 1)
            {
                sums.Add(split.Count);
                split.Add(times[axis]);
            }

            split.Add(axis == left ? -1 : shape[axis].Value!.Value);
        }

        node.Give(0, sums.Count == 0 ? node.Gradient : node.Writer.ReduceSum(node.Writer.Reshape(node.Gradient, split), keepAxes: false, sums));
    }
}
