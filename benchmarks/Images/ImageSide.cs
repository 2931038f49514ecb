using System.Diagnostics;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using SkiaSharp;
using StbImageSharp;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>Who decodes.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Reader">Its decoders behind the runtime's reader.</param>
/// <param name="BoardFiles">The files that it adds to an application for a board, relative to this program; none for the runtime's own.</param>
internal sealed record ImageSide(string Name, ImageReader Reader, string[] BoardFiles)
{
    /// <summary>The runtime's own decoders first, then the libraries.</summary>
    public static IReadOnlyList<ImageSide> All { get; } =
    [
        new("own", ImageReader.Default, []),
        new(
            NameOf(typeof(SKCodec)),
            new ImageReader(new SkiaDecoder()),
            ["SkiaSharp.dll", Path.Combine("runtimes", "linux-arm64", "native", "libSkiaSharp.so")]),
        new(NameOf(typeof(ImageResult)), new ImageReader(new StbDecoder()), ["StbImageSharp.dll"]),
    ];

    /// <summary>The library's version; null for the runtime's own decoders.</summary>
    public string? Version => BoardFiles.Length == 0 ? null : Name.Split(' ')[^1];

    /// <summary>Bytes that it adds to an application for a 64-bit board.</summary>
    public long BoardBytes => BoardFiles.Sum(file => new FileInfo(Path.Combine(AppContext.BaseDirectory, file)).Length);

    /// <summary>Decodes a file that may be damaged.</summary>
    /// <param name="encoded">The file.</param>
    /// <param name="image">Is overwritten.</param>
    /// <returns>Whether it was taken for an image; else it was refused.</returns>
    public bool TryDecode(ReadOnlySpan<byte> encoded, RgbImage image)
    {
        try
        {
            Reader.Decode(encoded, image, "image");
            return true;
        }
        catch (RsdtrException)
        {
            return false;
        }
    }

    // The assembly's own version may be that of its interface; what was released stands in the file's.
    private static string NameOf(Type type)
    {
        string version = FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion ?? "";
        return $"{type.Assembly.GetName().Name} {string.Join('.', version.Split('+', '-')[0].Split('.').Take(3))}";
    }
}
