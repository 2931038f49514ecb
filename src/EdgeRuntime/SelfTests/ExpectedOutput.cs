using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.SelfTests;

/// <summary>What is kept of an output to know it again: not a hash, because rounding differs from processor to processor.</summary>
/// <param name="Index">Its place among the model's outputs.</param>
/// <param name="Length">The number of its elements.</param>
/// <param name="Norm">The root of the sum of their squares.</param>
/// <param name="Values">Eight elements, or all where there are fewer, spread evenly from the first to the last.</param>
public sealed record ExpectedOutput(int Index, int Length, double Norm, ImmutableArray<double> Values)
{
    /// <summary>The most elements that are kept.</summary>
    public const int MostValues = 8;

    /// <summary>What is kept of an output.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="output">Its elements.</param>
    public static ExpectedOutput Of(int index, ReadOnlySpan<float> output)
    {
        int count = Math.Min(MostValues, output.Length);
        ImmutableArray<double>.Builder values = ImmutableArray.CreateBuilder<double>(count);
        for (int i = 0; i < count; i++)
        {
            values.Add(output[Position(i, count, output.Length)]);
        }

        double squares = 0;
        foreach (float value in output)
        {
            squares += (double)value * value;
        }

        return new ExpectedOutput(index, output.Length, Math.Sqrt(squares), values.MoveToImmutable());
    }

    /// <summary>
    /// The largest difference: of the norm relative to the norm, of an element relative to itself or to the root mean square of all, whichever is larger.
    /// Infinite where the number of elements is another, or where one of them is no number.
    /// </summary>
    /// <param name="output">The output's elements.</param>
    public double Difference(ReadOnlySpan<float> output)
    {
        if (output.Length != Length)
        {
            return double.PositiveInfinity;
        }

        ExpectedOutput actual = Of(Index, output);
        double usual = Math.Max(Norm / Math.Sqrt(Math.Max(1, Length)), double.Epsilon);
        double worst = Math.Abs(actual.Norm - Norm) / Math.Max(Norm, double.Epsilon);
        for (int i = 0; i < Values.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(actual.Values[i] - Values[i]) / Math.Max(usual, Math.Abs(Values[i])));
        }

        return double.IsNaN(worst) ? double.PositiveInfinity : worst;
    }

    private static int Position(int i, int count, int length) => count < 2 ? 0 : (int)((long)i * (length - 1) / (count - 1));
}
