namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>GlobalAveragePool: every position gets the same part.</summary>
internal sealed class GlobalAveragePoolRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["GlobalAveragePool"];

    public void Emit(GradientNode node)
    {
        if (node.SizesFrom(0, 2) is not { } sizes)
        {
            node.Block("has an input of unknown size");
            return;
        }

        double positions = sizes.Aggregate(1.0, (product, size) => product * size);
        node.Give(0, node.Writer.ExpandLike(node.Writer.Scale(node.Gradient, (float)(1 / positions)), node.Input(0)));
    }
}
