namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>The rules by operator, gathered from the families in this folder.</summary>
internal static class ShapeRules
{
    private static readonly Dictionary<string, ShapeRule> Rules = new IEnumerable<KeyValuePair<string, ShapeRule>>[]
    {
        ConvolutionRules.All, PoolingRules.All, NormalizationRules.All, UnaryRules.All, BinaryRules.All, MatrixRules.All,
        ReshapeRules.All, LayoutRules.All, JoiningRules.All, SliceRules.All, IndexingRules.All, RepetitionRules.All,
        ResizeRules.All, ReductionRules.All, ConstantRules.All, DetectionRules.All,
    }.SelectMany(family => family).ToDictionary(StringComparer.Ordinal);

    /// <summary>The rule of an operator of ONNX's own set, or null where there is none.</summary>
    public static ShapeRule? Find(string opType) => Rules.GetValueOrDefault(opType);
}
