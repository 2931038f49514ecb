namespace RsdtrEdge.Runtime.Detection;

/// <summary>Leaves one box of each group that a detector puts around the same thing.</summary>
public static class NonMaximumSuppression
{
    // What decides between equal scores keeps the result the same whatever the order in which boxes come.
    private static readonly Comparison<DetectedBox> ByScore = Compare;

    /// <summary>
    /// The greedy way: the box with the highest score stays, others of its class that overlap it by more than a threshold go, and so on with what is left. In place; nothing is allocated.
    /// </summary>
    /// <param name="boxes">The boxes; afterwards those that stay come first, in descending order of their scores, and the rest is unspecified.</param>
    /// <param name="maximumOverlap">The overlap (<see cref="DetectedBox.Overlap"/>) up to which two boxes of a class may stay, 0 to 1.</param>
    /// <returns>How many stay.</returns>
    public static int Apply(Span<DetectedBox> boxes, float maximumOverlap)
    {
        boxes.Sort(ByScore);
        int kept = 0;
        foreach (DetectedBox box in boxes)
        {
            if (!IsCovered(box, boxes[..kept], maximumOverlap))
            {
                boxes[kept++] = box;
            }
        }

        return kept;
    }

    private static bool IsCovered(in DetectedBox box, ReadOnlySpan<DetectedBox> kept, float maximumOverlap)
    {
        foreach (ref readonly DetectedBox other in kept)
        {
            if (other.Class == box.Class && other.Overlap(box) > maximumOverlap)
            {
                return true;
            }
        }

        return false;
    }

    private static int Compare(DetectedBox first, DetectedBox second)
    {
        int order = second.Score.CompareTo(first.Score);
        order = order != 0 ? order : first.Class.CompareTo(second.Class);
        order = order != 0 ? order : first.Left.CompareTo(second.Left);
        order = order != 0 ? order : first.Top.CompareTo(second.Top);
        order = order != 0 ? order : first.Right.CompareTo(second.Right);
        return order != 0 ? order : first.Bottom.CompareTo(second.Bottom);
    }
}
