using RsdtrEdge.Compressor.Differentiation.Rules;

namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>The gradient rules by operator.</summary>
internal static class GradientRules
{
    private static readonly Dictionary<string, IGradientRule> Rules = new IGradientRule[]
    {
        new ConvolutionRule(), new TransposedConvolutionRule(), new GemmRule(), new MatMulRule(), new EinsumRule(),
        new SumRule(), new ProductRule(), new QuotientRule(), new ElementwiseRule(),
        new ReluRule(), new LeakyReluRule(), new ClipRule(), new SigmoidRule(), new TanhRule(), new HardSigmoidRule(), new HardSwishRule(),
        new SoftmaxRule(), new BatchNormalizationRule(),
        new GlobalAveragePoolRule(), new AveragePoolRule(), new GlobalMaxPoolRule(), new MaxPoolRule(), new ReductionRule(),
        new ConcatRule(), new SplitRule(), new SliceRule(), new GatherRule(), new PadRule(),
        new RepetitionRule(), new ReshapeRule(), new IdentityRule(), new TransposeRule(), new DepthToSpaceRule(), new ResizeRule(), new StepRule(),
    }.SelectMany(rule => rule.OpTypes, (rule, opType) => KeyValuePair.Create(opType, rule)).ToDictionary(StringComparer.Ordinal);

    /// <summary>The operators that have a rule.</summary>
    public static IReadOnlyCollection<string> OpTypes => Rules.Keys;

    /// <summary>The rule of an operator of ONNX's own set, or null where there is none.</summary>
    public static IGradientRule? Find(string opType) => Rules.GetValueOrDefault(opType);
}
