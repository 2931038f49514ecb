using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    /// <summary>How the program is called.</summary>
    public const string Usage =
        """
        FaceDetector [options] IMAGES...                  faces on PNG and JPEG images
        FaceDetector [options] --camera /dev/video0       faces before a V4L2 camera
        FaceDetector [options] --camera - --size WxH      faces in raw YUV 4:2:0 frames from the standard input, or from FILE.yuv

          --model FILE       another network than the one that the build compressed
          --threshold S      the least score of a face, 0 to 1; default 0.7
          --out FOLDER       writes each image, or the camera's last frame, as a PNG with its faces
          --size WxH         the size of the camera's frames; default 640x480
          --frames N         ends after N frames; default: Ctrl+C
        """;

    private const int MaximumSide = 8192;

    /// <summary>The images.</summary>
    public IReadOnlyList<string> Images { get; private init; } = [];

    /// <summary>The camera's device file, a file of raw frames, or <c>-</c>; null: none.</summary>
    public string? Camera { get; private init; }

    /// <summary>The network.</summary>
    public string Model { get; private init; } = Path.Combine(AppContext.BaseDirectory, "models", "face.onnx");

    /// <summary>The least score of a face.</summary>
    public float Threshold { get; private init; } = 0.7f;

    /// <summary>Where pictures go; null: nowhere.</summary>
    public string? Out { get; private init; }

    /// <summary>Columns of the camera's frames.</summary>
    public int Width { get; private init; } = 640;

    /// <summary>Rows of the camera's frames.</summary>
    public int Height { get; private init; } = 480;

    /// <summary>After how many frames to end.</summary>
    public int Frames { get; private init; } = int.MaxValue;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="RsdtrException">RSDTR3002: it is wrong.</exception>
    public static Arguments Parse(IReadOnlyList<string> words)
    {
        Arguments arguments = new();
        List<string> images = [];
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                images.Add(word);
                continue;
            }

            string value = i + 1 < words.Count ? words[++i] : throw Wrong($"{word} takes a value");
            arguments = word switch
            {
                "--model" => arguments with { Model = value },
                "--camera" => arguments with { Camera = value },
                "--out" => arguments with { Out = value },
                "--threshold" => arguments with { Threshold = Number(word, value) },
                "--frames" => arguments with { Frames = Count(word, value) },
                "--size" => value.Split('x') is [string width, string height]
                    ? arguments with { Width = Side(word, width), Height = Side(word, height) }
                    : throw Wrong($"--size takes a width and a height such as 640x480, not '{value}'"),
                _ => throw Wrong($"there is no option {word}"),
            };
        }

        if (arguments.Out is { } folder && PictureFolder.FindClash(images) is { } clash)
        {
            throw Wrong($"{clash.First} and {clash.Second} would both become {Path.Combine(folder, PictureFolder.NameOf(clash.Second))}, the one over the other: rename one, or give it in another call");
        }

        return (images.Count > 0) != (arguments.Camera is not null)
            ? arguments with { Images = images }
            : throw Wrong("give images, or a camera");
    }

    private static float Number(string option, string value) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && number is >= 0 and <= 1
            ? number
            : throw Wrong($"{option} takes a number from 0 to 1, not '{value}'");

    private static int Count(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw Wrong($"{option} takes a count above 0, not '{value}'");

    private static int Side(string option, string value) =>
        Count(option, value) is int side and <= MaximumSide ? side : throw Wrong($"{option} takes up to {MaximumSide} pixels a side, not '{value}'");

    private static RsdtrException Wrong(string message) => new(ToolDiagnostics.WrongUsage, $"{message}: see FaceDetector --help");
}
