namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Identity, and Dropout, which is one outside of training.</summary>
internal sealed class IdentityRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Identity", "Dropout"];

    public void Emit(GradientNode node)
    {
        // Dropout's third input switches to training.
        if (node.Has(2) && node.Facts(2).Integers is not [0])
        {
            node.Block("may be in training mode");
            return;
        }

        node.Give(0, node.Gradient);
    }
}
