using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Evaluation;

/// <summary>What compression leaves of a face detector: its boxes on photographs that took no part, against the original's.</summary>
public sealed class FaceBoxesTests
{
    private const int Height = 240;
    private const int Width = 320;
    private const float Threshold = 0.7f;
    private const float MaximumOverlap = 0.3f;

    private static readonly string s_photographs = RepositoryLayout.Shared("data", "photos.tar.gz");

    // (value - 127) / 128.
    private static readonly DataSourceOptions s_steering = new()
    {
        Preprocessing = new ImagePreprocessing { Mean = [127f / 255], Std = [128f / 255] },
        Images = 48,
    };

    [SharedFact]
    public void A_detector_at_90_percent_of_its_FLOPs_finds_the_originals_faces()
    {
        OnnxModel source = OnnxModelFile.Load(RepositoryLayout.Shared("models", "ultraface-rfb-320.onnx"));
        CompressionResult result = ModelCompressor.Compress(source, new CompressionOptions
        {
            Budget = Budgets.OfOptions(flops: "90%"),
            Calibration = s_photographs,
            CalibrationOptions = s_steering,
        });
        Assert.Empty(result.Diagnostics);

        HashSet<string> steering = [.. DataSource.Open(s_photographs, s_steering).Load(3, 1, 1).Names];
        DataSet images = DataSource.Open(s_photographs, new DataSourceOptions { Preprocessing = s_steering.Preprocessing }).Load(3, Height, Width);
        using EdgeModel before = EdgeModel.Load(source.Proto.ToByteArray());
        using EdgeModel after = EdgeModel.Load(result.Model!.Proto.ToByteArray());
        (int faces, int found, int invented) = (0, 0, 0);
        foreach (int place in Enumerable.Range(0, images.Count).Where(place => !steering.Contains(images.Names[place])))
        {
            List<DetectedBox> expected = Detect(before, images.Tensor(place), Threshold);
            // A face that one takes for 0.7 the other may take for a little less.
            List<DetectedBox> likely = Detect(before, images.Tensor(place), Threshold - 0.2f);
            List<DetectedBox> boxes = Detect(after, images.Tensor(place), Threshold);
            List<DetectedBox> likelyBoxes = Detect(after, images.Tensor(place), Threshold - 0.2f);
            faces += expected.Count;
            found += expected.Count(face => likelyBoxes.Any(box => box.Overlap(face) > 0.5f));
            invented += boxes.Count(box => !likely.Any(face => box.Overlap(face) > 0.5f));
        }

        Assert.True(faces >= 20, $"{faces} faces say little");
        Assert.True(found >= 0.95 * faces, $"{found} of {faces} faces were found again");
        Assert.True(invented <= 0.05 * faces, $"{invented} faces were found beside {faces}");
    }

    private static List<DetectedBox> Detect(EdgeModel model, ReadOnlySpan<float> image, float threshold)
    {
        _ = model.Run(image);
        ReadOnlySpan<float> scores = model.GetOutput("scores");
        ReadOnlySpan<float> boxes = model.GetOutput("boxes");
        DetectedBox[] found = new DetectedBox[scores.Length / 2];
        int count = BoxDecoder.Decode(scores, boxes, 2, threshold, found);
        int kept = NonMaximumSuppression.Apply(found.AsSpan(0, count), MaximumOverlap);
        AssertPlain(scores, boxes, threshold, found.AsSpan(0, kept));
        return [.. found.AsSpan(0, kept)];
    }

    // The same by sorting and comparing lists, from the network's own outputs.
    private static void AssertPlain(ReadOnlySpan<float> scores, ReadOnlySpan<float> boxes, float threshold, ReadOnlySpan<DetectedBox> found)
    {
        float[][] corners = [.. boxes.ToArray().Chunk(4)];
        float[] faces = [.. scores.ToArray().Where((_, i) => i % 2 == 1)];
        List<int> kept = [];
        foreach (int i in Enumerable.Range(0, faces.Length).Where(i => faces[i] > threshold).OrderByDescending(i => faces[i]))
        {
            if (!kept.Exists(other => Overlap(corners[i], corners[other]) > MaximumOverlap))
            {
                kept.Add(i);
            }
        }

        Assert.Equal(kept.Select(i => (faces[i], corners[i][0], corners[i][1], corners[i][2], corners[i][3])), found.ToArray().Select(box => (box.Score, box.Left, box.Top, box.Right, box.Bottom)));
    }

    private static double Overlap(float[] first, float[] second)
    {
        double width = Math.Max(0.0, Math.Min(first[2], second[2]) - (double)Math.Max(first[0], second[0]));
        double height = Math.Max(0.0, Math.Min(first[3], second[3]) - (double)Math.Max(first[1], second[1]));
        return width * height / (Area(first) + Area(second) - (width * height));
    }

    private static double Area(float[] box) => ((double)box[2] - box[0]) * ((double)box[3] - box[1]);
}
