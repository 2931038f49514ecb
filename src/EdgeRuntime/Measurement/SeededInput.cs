namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Inputs that are the same on every machine.</summary>
/// <remarks>
/// Drawn by <see cref="Random"/>. That a seed gives the same sequence in every .NET version is kept for compatibility and not promised, and recorded outputs
/// belong to these very numbers: the tests hold them fast. What is new draws from <see cref="DataSets.SeededGenerator"/>.
/// </remarks>
public static class SeededInput
{
    /// <summary>Samples of the standard normal distribution (Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958).</summary>
    /// <param name="length">How many.</param>
    /// <param name="seed">The seed.</param>
    public static float[] Normal(int length, int seed)
    {
        Random random = new(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(radius * cosine);
            if (i + 1 < length)
            {
                values[i + 1] = (float)(radius * sine);
            }
        }

        return values;
    }
}
