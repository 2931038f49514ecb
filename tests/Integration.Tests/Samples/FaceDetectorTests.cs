using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Samples;

/// <summary>The sample application, as the build of these tests left it: without a network of its own.</summary>
public sealed class FaceDetectorTests
{
    [Fact]
    public void Without_a_network_it_says_where_to_get_one()
    {
        using TemporaryFolder folder = new("faces");
        CommandResult run = Run("--model", Path.Combine(folder.Path, "absent.onnx"), "photo.jpg");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("absent.onnx(1): error RSDTR1001: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("samples/FaceDetector/README.md", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "RSDTR1101", "--camera", "/dev/rsdtr-no-such-camera")]
    [InlineData(1, "RSDTR1101", "--camera", "rsdtr-no-such-file.yuv")]
    [InlineData(2, "RSDTR3002", "photo.jpg", "--camera", "-")]
    [InlineData(2, "RSDTR3002", "--threshold", "2", "photo.jpg")]
    [InlineData(2, "RSDTR3002", "--size", "640", "--camera", "-")]
    [InlineData(2, "RSDTR3002", "--size", "9000x1", "--camera", "-")]
    [InlineData(2, "RSDTR3002", "--colour", "red", "photo.jpg")]
    [InlineData(2, "RSDTR3002", "--model")]
    [InlineData(2, "RSDTR3002", "--out", "found", "a/1.jpg", "b/1.png")]
    [InlineData(4, "RSDTR3001", "--out", "FaceDetector.dll", "photo.jpg")]
    public void What_is_wrong_is_one_line_with_a_code(int exitCode, string code, params string[] arguments)
    {
        CommandResult run = Run(arguments);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains($"error {code}: ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [SharedFact]
    public void It_finds_the_same_faces_on_a_photograph_and_on_a_frame_of_it()
    {
        using TemporaryFolder folder = new("faces");
        string model = RepositoryLayout.Shared("models", "ultraface-rfb-320.onnx");
        string[] photographs = Extract(folder.Path);
        CommandResult run = Run(["--model", model, "--threshold", "0.9", "--out", folder.Path, .. photographs]).Succeeds();
        string[] shown = [.. photographs.Where(path => Faces(run, path).Count > 0)];
        Assert.NotEmpty(shown);
        foreach (string path in shown.Take(5))
        {
            RgbImage image = ImageReader.Default.Load(path);
            RgbImage annotated = ImageReader.Default.Load(Path.Combine(folder.Path, Path.GetFileNameWithoutExtension(path) + ".faces.png"));
            Assert.Equal((image.Width, image.Height), (annotated.Width, annotated.Height));
            Assert.False(image.Samples.SequenceEqual(annotated.Samples));

            // Even sizes, and the frame twice: each gives the photograph's faces, though a frame has a quarter of its chroma.
            (int width, int height) = (image.Width & ~1, image.Height & ~1);
            string frames = Path.Combine(folder.Path, "frames.yuv");
            byte[] frame = ToI420(image, width, height);
            File.WriteAllBytes(frames, [.. frame, .. frame]);
            CommandResult video = Run("--model", model, "--threshold", "0.7", "--camera", frames, "--size", $"{width}x{height}", "--out", folder.Path).Succeeds();
            _ = Assert.Single(video.Lines($"2 frames of {width} x {height} I420: "));
            foreach (string name in (string[])["frame 0", "frame 1"])
            {
                Assert.All(Faces(run, path), face => Assert.Contains(Faces(video, name), found => found.Overlap(face) > 0.7));
            }

            RgbImage picture = ImageReader.Default.Load(Path.Combine(folder.Path, "frame.faces.png"));
            Assert.Equal((width, height), (picture.Width, picture.Height));
        }
    }

    private static CommandResult Run(params string[] arguments)
    {
        string folder = Path.Combine(RepositoryLayout.Root, "samples", "FaceDetector", "bin", SampleBuild.Configuration, "net10.0");
        return Command.DotNet(folder, ["FaceDetector.dll", .. arguments]);
    }

    private static List<DetectedBox> Faces(CommandResult run, string name) =>
    [
        .. run.Lines($"{name}: face ").Select(line => Regex.Match(line, @": face (\S+) at (\S+) (\S+) (\S+) (\S+)$")).Select(match => new DetectedBox(
            Number(match, 2), Number(match, 3), Number(match, 4), Number(match, 5), Number(match, 1), 1)),
    ];

    private static float Number(Match match, int group) => float.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string[] Extract(string folder)
    {
        using GZipStream archive = new(File.OpenRead(RepositoryLayout.Shared("data", "photos.tar.gz")), CompressionMode.Decompress);
        using TarReader reader = new(archive);
        List<string> paths = [];
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.Name.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase))
            {
                paths.Add(Path.Combine(folder, Path.GetFileName(entry.Name)));
                entry.ExtractToFile(paths[^1], overwrite: false);
            }
        }

        return [.. paths];
    }

    // BT.601, limited range: the standard's decimal figures, the chroma of four pixels as their mean.
    private static byte[] ToI420(RgbImage image, int width, int height)
    {
        byte[] frame = new byte[width * height * 3 / 2];
        int half = width * height / 4;
        double[] chroma = new double[2 * half];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (double red, double green, double blue) = (image.Row(y)[3 * x], image.Row(y)[(3 * x) + 1], image.Row(y)[(3 * x) + 2]);
                double luma = (0.299 * red) + (0.587 * green) + (0.114 * blue);
                int pair = (y / 2 * (width / 2)) + (x / 2);
                frame[(y * width) + x] = (byte)Math.Round(16 + (luma * 219 / 255));
                chroma[pair] += (blue - luma) / 1.772 * 224 / 255 / 4;
                chroma[half + pair] += (red - luma) / 1.402 * 224 / 255 / 4;
            }
        }

        for (int i = 0; i < chroma.Length; i++)
        {
            frame[(width * height) + i] = (byte)Math.Round(128 + chroma[i]);
        }

        return frame;
    }
}
