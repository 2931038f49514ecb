using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging.Frames;
using RsdtrEdge.Samples.FaceDetector.Cameras;
using RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>Faces before a camera.</summary>
internal static class CameraRun
{
    /// <summary>Looks for faces on frame after frame.</summary>
    /// <param name="arguments">The camera, and what to do with its frames.</param>
    /// <param name="output">Gets a line for each face, and at the end the times.</param>
    /// <param name="cancellation">Ends it between two frames; that is no failure.</param>
    public static void Run(Arguments arguments, TextWriter output, CancellationToken cancellation)
    {
        using ICamera camera = arguments.Camera == "-" || arguments.Camera!.EndsWith(".yuv", StringComparison.OrdinalIgnoreCase)
            ? RawVideo.Open(arguments.Camera, arguments.Width, arguments.Height)
            : new V4l2Camera(arguments.Camera, arguments.Width, arguments.Height);
        using FaceNetwork network = new(arguments.Model, arguments.Threshold);
        FramePreprocessor preprocessor = new(camera.Format, 3, network.Height, network.Width, FaceNetwork.Preprocessing);
        (int width, int height) = (camera.Format.Width, camera.Format.Height);
        FramePicture? picture = arguments.Out is null ? null : new FramePicture(camera.Format);
        (int frames, TimeSpan preparing, TimeSpan detecting) = (0, default, default);
        while (frames < arguments.Frames && camera.TryRead(cancellation, out ReadOnlySpan<byte> frame))
        {
            if (frame.Length < preprocessor.FrameLength)
            {
                // USB cameras give such ones when they start, and where the bus is short of bandwidth.
                output.WriteLine("a frame that arrived cut short is passed over");
                continue;
            }

            long start = Stopwatch.GetTimestamp();
            preprocessor.Write(frame, network.Input);
            long prepared = Stopwatch.GetTimestamp();
            ReadOnlySpan<DetectedBox> faces = network.Detect();
            detecting += Stopwatch.GetElapsedTime(prepared);
            preparing += Stopwatch.GetElapsedTime(start, prepared);
            FaceReport.Write(output, string.Create(CultureInfo.InvariantCulture, $"frame {frames}"), faces, width, height);
            picture?.Take(frame, faces);
            frames++;
        }

        if (frames == 0)
        {
            output.WriteLine("no frame");
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{frames} frames of {width} x {height} {camera.Format.Pixels}: {preparing.TotalMilliseconds / frames:F2} ms to prepare one, {detecting.TotalMilliseconds / frames:F2} ms to find its faces, on average"));
        picture?.Save(Path.Combine(arguments.Out!, "frame.faces.png"));
    }
}
