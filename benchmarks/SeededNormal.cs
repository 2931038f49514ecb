using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Benchmarks;

/// <summary>Normal deviates from a seeded sequence of bits, the same with every .NET version (Box and Muller, 1958; the cosine alone).</summary>
internal static class SeededNormal
{
    /// <summary>The next deviate: mean 0, variance 1.</summary>
    public static double Next(SeededGenerator generator)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(generator)));
        return radius * Math.Cos(2 * Math.PI * Uniform(generator));
    }

    private static double Uniform(SeededGenerator generator) => (generator.NextUInt64() >> 11) * (1.0 / (1L << 53));
}
