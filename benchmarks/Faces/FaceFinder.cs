using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Benchmarks.Faces;

/// <summary>The faces that a network of UltraFace's kind finds on each image of a set.</summary>
internal static class FaceFinder
{
    /// <summary>The least score of a face.</summary>
    public const float Threshold = 0.7f;

    /// <summary>What overlaps by more than this is the same face, seen by two networks.</summary>
    public const float SameFace = 0.5f;

    // What the network's own program takes: more overlap than this is one face seen twice.
    private const float MaximumOverlap = 0.3f;

    private const int Classes = 2;

    /// <summary>Finds them.</summary>
    /// <param name="model">The ONNX file: outputs <c>scores</c> [1, N, 2] and <c>boxes</c> [1, N, 4].</param>
    /// <param name="images">The images in the network's size.</param>
    public static DetectedBox[][] Run(string model, DataSet images)
    {
        using EdgeModel network = EdgeModel.Load(model);
        DetectedBox[][] found = new DetectedBox[images.Count][];
        for (int place = 0; place < found.Length; place++)
        {
            _ = network.Run(images.Tensor(place));
            ReadOnlySpan<float> scores = network.GetOutput("scores");
            DetectedBox[] boxes = new DetectedBox[scores.Length / Classes];
            int count = BoxDecoder.Decode(scores, network.GetOutput("boxes"), Classes, Threshold, boxes);
            found[place] = boxes[..NonMaximumSuppression.Apply(boxes.AsSpan(0, count), MaximumOverlap)];
        }

        return found;
    }

    /// <summary>How many boxes of some images have their like among others of the same images.</summary>
    public static int CountAgain(DetectedBox[][] boxes, DetectedBox[][] others) =>
        boxes.Zip(others, (one, other) => one.Count(box => other.Any(like => like.Overlap(box) > SameFace))).Sum();
}
