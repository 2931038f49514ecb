using System.Globalization;

namespace RsdtrEdge.Runtime.Detection;

/// <summary>Reads the outputs of detectors that give scores and finished boxes, as UltraFace and exported SSD networks do: <c>scores</c> [N, classes] and <c>boxes</c> [N, 4].</summary>
public static class BoxDecoder
{
    /// <summary>Takes the boxes whose score is above a threshold, in the order in which the network gives them; one for each class that is. Nothing is allocated.</summary>
    /// <param name="scores">N rows of a score for each class; class 0 is the background and gives no box.</param>
    /// <param name="boxes">N rows left, top, right, bottom.</param>
    /// <param name="classes">Classes in a row of scores, the background among them; 2 or more.</param>
    /// <param name="threshold">What a score must be above; NaN is not.</param>
    /// <param name="destination">The boxes; N x (classes - 1) are enough for any input.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 2.</exception>
    /// <exception cref="ArgumentException">Scores and boxes are not of the same number of rows, or <paramref name="destination"/> is too short for what was found.</exception>
    public static int Decode(ReadOnlySpan<float> scores, ReadOnlySpan<float> boxes, int classes, float threshold, Span<DetectedBox> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (scores.Length % classes != 0 || boxes.Length != (long)scores.Length / classes * 4)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{scores.Length} scores of {classes} classes do not belong to {boxes.Length} coordinates of 4 a box"), nameof(boxes));
        }

        int count = 0;
        for (int at = 0, corner = 0; at < scores.Length; at += classes, corner += 4)
        {
            for (int one = 1; one < classes; one++)
            {
                float score = scores[at + one];
                if (!(score > threshold))
                {
                    continue;
                }

                if (count == destination.Length)
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture, $"holds {count} boxes; there are more with a score above {threshold}"), nameof(destination));
                }

                destination[count++] = new DetectedBox(boxes[corner], boxes[corner + 1], boxes[corner + 2], boxes[corner + 3], score, one);
            }
        }

        return count;
    }
}
