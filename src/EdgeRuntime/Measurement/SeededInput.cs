namespace RsdtrEdge.Runtime.Measurement;

/// <summary>Inputs that are the same on every machine.</summary>
public static class SeededInput
{
    /// <summary>Samples of the standard normal distribution (Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958).</summary>
    /// <param name="length">How many.</param>
    /// <param name="seed">The seed.</param>
    public static float[] Normal(int length, int seed)
    {
        Random random = new(seed); // A seeded Random keeps its sequence from one .NET version to the next.
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
