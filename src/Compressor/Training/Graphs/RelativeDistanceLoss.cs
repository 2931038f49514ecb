using RsdtrEdge.Compressor.Differentiation;

namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>
/// The sum over images of |a - b|^2 / |b|^2, where b is the teacher's value. Each image has its own energy, so that parts of a batch add up to the whole.
/// </summary>
internal static class RelativeDistanceLoss
{
    // Mean square that is added to the energy: an image for which the teacher gives zeros must not count without bound.
    private const double LeastMeanSquare = 1e-6;

    /// <summary>Writes the loss.</summary>
    /// <param name="writer">Where nodes are added.</param>
    /// <param name="value">The network's value.</param>
    /// <param name="teacherValue">The teacher's, of the same shape.</param>
    /// <param name="sizes">That shape.</param>
    /// <param name="images">The images of one run; where the first axis does not count them, all is one value, which counts for as many.</param>
    /// <param name="factor">What the sum is multiplied with.</param>
    /// <returns>The value that holds the loss, a scalar.</returns>
    public static string Write(GradientWriter writer, string value, string teacherValue, IReadOnlyList<long> sizes, long images, double factor)
    {
        // Rows are images.
        long rows = sizes.Count > 0 && sizes[0] == images ? images : 1;
        double count = (double)sizes.Aggregate(1L, (product, size) => product * size) / rows;
        string own = writer.Reshape(value, rows, -1);
        string wanted = writer.Reshape(teacherValue, rows, -1);
        string energy = writer.Add(Squares(wanted), writer.Scalar((float)(LeastMeanSquare * count)));
        string ratio = writer.Divide(Squares(writer.Subtract(own, wanted)), energy);

        // One ratio of a whole run stands for all of its images: otherwise the loss would grow with the runs that a batch is cut into.
        return writer.Scale(writer.ReduceSum(ratio, keepAxes: false, 0), (float)(factor * images / rows));

        string Squares(string matrix) => writer.ReduceSum(writer.Multiply(matrix, matrix), keepAxes: false, 1);
    }
}
