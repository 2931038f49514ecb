namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// The confidence interval of a mean by batch means: neighbouring runs depend on each other, so the runs are cut into batches in the order they were
/// taken, whose means depend on each other far less (Law and Kelton, "Simulation Modeling and Analysis", section 9.5.3).
/// </summary>
internal static class BatchMeans
{
    /// <summary>The number of batches.</summary>
    public const int Batches = 20;

    private const int LeastBatch = 5;

    // Student's t of 19 degrees of freedom at 97.5 %.
    private const double Student = 2.093;

    /// <summary>The interval that holds the mean with 95 % confidence; null below 100 samples.</summary>
    /// <param name="samples">The samples in the order they were taken; where they cannot be cut evenly, the first ones are left out.</param>
    public static (double Low, double High)? Interval(ReadOnlySpan<double> samples)
    {
        int size = samples.Length / Batches;
        if (size < LeastBatch)
        {
            return null;
        }

        Span<double> means = stackalloc double[Batches];
        double mean = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            foreach (double sample in samples.Slice(samples.Length - ((Batches - batch) * size), size))
            {
                means[batch] += sample / size;
            }

            mean += means[batch] / Batches;
        }

        double squares = 0;
        foreach (double one in means)
        {
            squares += (one - mean) * (one - mean);
        }

        double half = Student * Math.Sqrt(squares / (Batches - 1) / Batches);
        return (mean - half, mean + half);
    }
}
