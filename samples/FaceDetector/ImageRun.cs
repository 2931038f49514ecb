using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>Faces on images.</summary>
internal static class ImageRun
{
    /// <summary>Looks for faces on each image.</summary>
    /// <param name="arguments">The images, and what to do with them.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="cancellation">Ends it between two images.</param>
    public static void Run(Arguments arguments, TextWriter output, CancellationToken cancellation)
    {
        using FaceNetwork network = new(arguments.Model, arguments.Threshold);
        ImageTensorizer tensorizer = new(3, network.Height, network.Width, FaceNetwork.Preprocessing);
        foreach (string path in arguments.Images)
        {
            cancellation.ThrowIfCancellationRequested();
            RgbImage image = ImageReader.Default.Load(path);
            tensorizer.Write(image, network.Input);
            ReadOnlySpan<DetectedBox> faces = network.Detect();
            FaceReport.Write(output, path, faces, image.Width, image.Height);
            if (arguments.Out is { } folder)
            {
                foreach (DetectedBox face in faces)
                {
                    BoxPainter.Draw(image, face.Scale(image.Width, image.Height));
                }

                PngEncoder.Save(Path.Combine(folder, PictureFolder.NameOf(path)), image);
            }
        }
    }
}
