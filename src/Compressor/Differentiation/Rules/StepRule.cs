namespace RsdtrEdge.Compressor.Differentiation.Rules;

/// <summary>Floor, Ceil, Round and Sign are constant but at their steps: nothing passes.</summary>
internal sealed class StepRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Floor", "Ceil", "Round", "Sign"];

    public void Emit(GradientNode node) => node.GiveNothing(0);
}
