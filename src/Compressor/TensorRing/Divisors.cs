namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>The divisors of a rank: the ways to split it into R0 x R1.</summary>
internal static class Divisors
{
    /// <summary>All divisors in ascending order.</summary>
    public static IReadOnlyList<int> Of(int number)
    {
        List<int> low = [];
        List<int> high = [];
        for (int divisor = 1; (long)divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                low.Add(divisor);
                if (divisor != number / divisor)
                {
                    high.Add(number / divisor);
                }
            }
        }

        high.Reverse();
        return [.. low, .. high];
    }
}
