namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>The mean and the standard deviation of a plane over the training images.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation.</param>
internal readonly record struct PlaneStatistics(float Mean, float Deviation)
{
    // Evenly spread; more would change the figures by percents of a percent.
    private const int MostImages = 512;

    /// <summary>The statistics of each plane.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Stops between two images.</param>
    public static PlaneStatistics[] Of(ITrainingImages images, CancellationToken cancellation)
    {
        int taken = Math.Min(MostImages, images.Count);
        int pixels = images.Shape.Height * images.Shape.Width;
        double[] sums = new double[images.Shape.Channels];
        double[] squares = new double[images.Shape.Channels];
        float[] image = new float[images.Shape.Length];
        for (int i = 0; i < taken; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            images.Read([(int)((long)i * images.Count / taken)], image, cancellation);
            for (int at = 0; at < image.Length; at++)
            {
                sums[at / pixels] += image[at];
                squares[at / pixels] += (double)image[at] * image[at];
            }
        }

        double count = (double)taken * pixels;
        return
        [
            .. sums.Zip(squares, (sum, square) =>
            {
                double mean = sum / count;
                return new PlaneStatistics((float)mean, (float)Math.Sqrt(Math.Max(0, (square / count) - (mean * mean))));
            }),
        ];
    }
}
