using System.Globalization;
using RsdtrEdge.Runtime.Detection;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>Faces as lines of text.</summary>
internal static class FaceReport
{
    /// <summary>Writes a line for each face: whose it is, score, left, top, right and bottom in pixels; or one that says that there is none.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The image or frame.</param>
    /// <param name="faces">In shares of the image's sides.</param>
    /// <param name="width">The image's columns.</param>
    /// <param name="height">The image's rows.</param>
    public static void Write(TextWriter output, string name, ReadOnlySpan<DetectedBox> faces, int width, int height)
    {
        if (faces.IsEmpty)
        {
            output.WriteLine($"{name}: no face");
        }

        foreach (DetectedBox face in faces)
        {
            DetectedBox box = face.Scale(width, height);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: face {box.Score:F3} at {box.Left:F0} {box.Top:F0} {box.Right:F0} {box.Bottom:F0}"));
        }
    }
}
