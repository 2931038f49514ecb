namespace RsdtrEdge.Compressor.Training;

/// <summary>How good a network is on the images that it is not trained with; null where there are no labels or no teacher, or the network does not classify.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Top1">The share of labelled images whose best class is right.</param>
/// <param name="Agreement">The share of images with the same best class as the teacher's.</param>
/// <param name="OutputError">The Frobenius norm of the outputs' difference to the teacher's over that of the teacher's; the worst output.</param>
/// <param name="TeacherTop1">The teacher's share of right classes.</param>
public sealed record HeldOutFigures(int Images, double? Top1, double? Agreement, double? OutputError, double? TeacherTop1)
{
    /// <summary>Why labels that the images have were not counted; null where they were, or where there are none.</summary>
    public string? LabelsIgnored { get; init; }

    /// <summary>Whether a network with these figures is better than one with others.</summary>
    /// <param name="other">The others.</param>
    /// <param name="byLabels">Whether right classes decide first, as they do where labels are trained for; then agreement, then the outputs' error.</param>
    internal bool IsBetterThan(HeldOutFigures other, bool byLabels)
    {
        if (OutputError is { } error && !double.IsFinite(error))
        {
            return false;
        }

        if (byLabels && Top1 != other.Top1)
        {
            return Top1 > other.Top1;
        }

        return Agreement != other.Agreement ? Agreement > other.Agreement : OutputError < other.OutputError;
    }
}
