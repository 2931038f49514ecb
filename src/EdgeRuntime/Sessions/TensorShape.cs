using System.Globalization;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Arithmetic and wording of dimensions.</summary>
internal static class TensorShape
{
    /// <summary>The number of elements.</summary>
    /// <exception cref="ArgumentException">A dimension is negative, or the product does not fit.</exception>
    public static long Count(ReadOnlySpan<long> dimensions)
    {
        long count = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"A dimension of {Describe(dimensions)} is negative.", nameof(dimensions));
            }

            if (dimension != 0 && count > long.MaxValue / dimension)
            {
                throw new ArgumentException($"The dimensions {Describe(dimensions)} ask for more elements than a number of 64 bits counts.", nameof(dimensions));
            }

            count *= dimension;
        }

        return count;
    }

    /// <summary>The dimensions as <c>[1,3,32,32]</c>, a question mark for a negative one.</summary>
    public static string Describe(ReadOnlySpan<long> dimensions)
    {
        string[] texts = new string[dimensions.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = dimensions[i] < 0 ? "?" : dimensions[i].ToString(CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(',', texts)}]";
    }
}
