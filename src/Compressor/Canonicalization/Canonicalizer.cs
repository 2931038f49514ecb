using System.Globalization;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Canonicalization;

/// <summary>Brings a model into the form that the later steps expect, without changing what it computes.</summary>
internal static class Canonicalizer
{
    /// <summary>Runs all passes on a copy.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">
    /// An operator of an old operator set cannot be converted (RSDTR1008), or folding gives NaN or infinity (RSDTR1006).
    /// </exception>
    public static CanonicalModel Run(OnnxModel model)
    {
        OnnxModel copy = model.Clone();
        List<string> changes = [];
        void Tell(int count, string what)
        {
            if (count > 0)
            {
                changes.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
            }
        }

        Tell(AttributeTypes.Apply(copy), "attributes got the type that the file left out.");
        Tell(InitializersAsInputs.Apply(copy), "initializers that were also inputs are weights only.");
        Tell(ConstantNodes.Apply(copy), "Constant nodes became initializers.");

        // After the constants, because aligning an old operand needs its numbers.
        long opsetBefore = copy.OpsetVersion() ?? 0;
        if (OpsetUpgrade.Apply(copy))
        {
            changes.Add(string.Create(
                CultureInfo.InvariantCulture, $"Operator set {opsetBefore} converted to {copy.OpsetVersion()}: ONNX Runtime runs no older one than {OpsetPolicy.OldestRunnable}."));
        }

        Tell(ConstantIdentities.Apply(copy), "Identity nodes over initializers removed.");
        Tell(ConvolutionBiases.Apply(copy), "sums became the bias of the convolution before them.");
        IReadOnlyList<FoldedBatchNormalization> folded = BatchNormalizationFolding.Apply(copy);
        Tell(folded.Count, "BatchNormalization nodes folded into their convolution.");
        Tell(copy.Graph.RemoveUnusedInitializers().Count, "unused initializers removed.");
        return new CanonicalModel(copy, folded, changes);
    }
}
