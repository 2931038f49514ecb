namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>Ordinary numbers for weights and inputs whose values do not matter, made fast: a large layer has millions.</summary>
internal static class RandomNumbers
{
    /// <summary>Fills with numbers of either sign between a half and one and a half times a scale.</summary>
    /// <param name="numbers">What is filled.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="seed">The seed; another one gives other numbers.</param>
    public static void Fill(Span<float> numbers, float scale, int seed)
    {
        // Marsaglia, "Xorshift RNGs" (2003): 32 bits, shifts 13, 17, 5; the state is never 0.
        uint state = (uint)seed * 0x9E3779B9u | 1;
        for (int i = 0; i < numbers.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            float magnitude = 0.5f + ((state >> 8) * (1f / (1 << 24)));
            numbers[i] = (state & 1) == 0 ? scale * magnitude : -scale * magnitude;
        }
    }
}
