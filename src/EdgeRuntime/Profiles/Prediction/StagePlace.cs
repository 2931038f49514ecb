using System.Numerics;

namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>Where a stage stands among others: how unlike two stages are in what their speed depends on.</summary>
internal static class StagePlace
{
    // Other code runs for another kernel, stride, dilation or grouping, so that they part stages more than sizes do.
    private const double CodeWeight = 2;
    private const int AlignmentCount = 2;
    private const int LargestAlignment = 4;

    /// <summary>Logarithms to base 2 of what counts, channels in full blocks; and last how far each side's channels are from filling vectors.</summary>
    /// <param name="shape">The stage.</param>
    /// <param name="block">The channels in a block.</param>
    public static double[] Of(StageShape shape, int block)
    {
        StageFamily family = StageFamily.Of(shape);
        return
        [
            Math.Log2(StageTerms.PaddedInputs(shape, block)),
            Math.Log2(StageTerms.PaddedOutputs(shape, block)),
            Math.Log2(shape.OutputHeight),
            Math.Log2(shape.OutputWidth),
            CodeWeight * (family.Kind == StageKind.Convolution ? 0 : 1),
            CodeWeight * (int)family.Grouping,
            family.Grouping == StageGrouping.Grouped ? Math.Log2(shape.Groups) : 0,
            CodeWeight * Math.Log2(family.KernelHeight),
            CodeWeight * Math.Log2(family.KernelWidth),
            CodeWeight * Math.Log2(family.StrideHeight),
            CodeWeight * Math.Log2(family.StrideWidth),
            CodeWeight * Math.Log2(family.DilationHeight),
            CodeWeight * Math.Log2(family.DilationWidth),
            Misalignment(StageTerms.InputsOf(shape)),
            Misalignment(StageTerms.OutputsOf(shape)),
        ];
    }

    /// <summary>The sum of the differences.</summary>
    /// <param name="left">A stage's place.</param>
    /// <param name="right">Another's.</param>
    /// <param name="alignment">What it counts that channels fill vectors worse by one power of 2.</param>
    public static double Distance(double[] left, double[] right, double alignment)
    {
        double distance = 0;
        int sizes = left.Length - AlignmentCount;
        for (int index = 0; index < sizes; index++)
        {
            distance += Math.Abs(left[index] - right[index]);
        }

        for (int index = sizes; index < left.Length; index++)
        {
            distance += alignment * Math.Abs(left[index] - right[index]);
        }

        return distance;
    }

    // 0 for multiples of 16, 1 of 8, ... 4 for odd numbers.
    private static double Misalignment(int channels) => LargestAlignment - Math.Min(LargestAlignment, BitOperations.TrailingZeroCount(channels));
}
