namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Add, Sub and Sum.</summary>
internal sealed class SumRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Add", "Sub", "Sum"];

    public void Emit(GradientNode node)
    {
        for (int input = 0; input < node.Proto.Input.Count; input++)
        {
            if (node.Wants(input))
            {
                bool subtracts = node.Proto.OpType == "Sub" && input == 1;
                BroadcastAdjoint.Give(node, input, subtracts ? node.Writer.Negate(node.Gradient) : node.Gradient);
            }
        }
    }
}
