using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Benchmarks.Frames;

/// <summary>How long a camera's frame takes to become a network's input, on one thread: what docs/camera.md tells.</summary>
internal static class FramesBenchmark
{
    /// <summary>How the command is used.</summary>
    public const string Usage = "frames";

    private const int WarmUps = 60;
    private const int Runs = 301;
    private const int Height = 240;
    private const int Width = 320;

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="error">Where a complaint goes.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        if (args.Length > 0)
        {
            error.WriteLine($"usage: benchmarks {Usage}");
            return 2;
        }

        (int Width, int Height)[] sizes = [(Width, Height), (640, 480), (1280, 720)];
        writer.WriteLine($"frames to {Width}x{Height}, three planes, one thread: medians of {Runs} runs in milliseconds");
        ReportTable table = new([("format", -8), .. sizes.Select(size => ($"{size.Width}x{size.Height}", 9))]);
        foreach (PixelFormat pixels in Enum.GetValues<PixelFormat>())
        {
            table.Add([$"{pixels}", .. sizes.Select(size => ReportTable.Figure(1000 * Measure(pixels, size.Width, size.Height), 3))], writer);
        }

        return 0;
    }

    private static double Measure(PixelFormat pixels, int width, int height)
    {
        FramePreprocessor preprocessor = new(new FrameFormat(pixels, width, height), 3, Height, Width, new ImagePreprocessing { Mean = [0.5f], Std = [0.25f] });
        byte[] frame = new byte[preprocessor.FrameLength];
        new Random(1).NextBytes(frame);
        float[] planes = new float[preprocessor.Length];
        void Write() => preprocessor.Write(frame, planes);
        _ = Timing.Of(WarmUps, Write);
        return Timing.Of(Runs, Write).Median;
    }
}
