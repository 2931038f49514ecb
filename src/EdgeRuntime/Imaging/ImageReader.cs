using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging.Jpeg;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>Picks the decoder by the file's first bytes, never by its name, and turns what goes wrong into a coded error that names the file.</summary>
public sealed class ImageReader
{
    private const int SignatureLength = 16;

    private readonly IImageDecoder[] _decoders;

    /// <summary>Creates a reader.</summary>
    /// <param name="decoders">Asked in this order; the first that recognizes the file decodes it.</param>
    public ImageReader(params IReadOnlyList<IImageDecoder> decoders)
    {
        ArgumentNullException.ThrowIfNull(decoders);
        _decoders = [.. decoders];
        Formats = string.Join(" or ", _decoders.Select(decoder => decoder.FormatName));
    }

    /// <summary>PNG and JPEG, decoded by this library.</summary>
    public static ImageReader Default { get; } = new(new JpegDecoder(), new PngDecoder());

    /// <summary>The formats' names, as messages show them: <c>JPEG or PNG</c>.</summary>
    internal string Formats { get; }

    /// <summary>Reads an image file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The image.</returns>
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.PathUnreadable"/> or <see cref="DataDiagnostics.ImageUndecodable"/>.</exception>
    public RgbImage Load(string path)
    {
        byte[] encoded;
        try
        {
            encoded = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, $"cannot read the image: {exception.Message}", path, innerException: exception);
        }

        RgbImage image = new();
        Decode(encoded, image, path);
        return image;
    }

    /// <summary>Whether one of the decoders recognizes a file that begins so.</summary>
    /// <param name="encoded">The file's first bytes, 16 or more where it has them.</param>
    public bool Recognizes(ReadOnlySpan<byte> encoded) => Find(encoded) is not null;

    /// <summary>Decodes an image held in memory.</summary>
    /// <param name="encoded">The image file's bytes.</param>
    /// <param name="destination">Is resized and overwritten.</param>
    /// <param name="file">The file that errors name: the image's own, or the archive's.</param>
    /// <param name="entry">The image's path inside the archive, or null.</param>
    /// <exception cref="RsdtrException"><see cref="DataDiagnostics.ImageUndecodable"/>.</exception>
    public void Decode(ReadOnlySpan<byte> encoded, RgbImage destination, string file, string? entry = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        string subject = entry is null ? "the image" : $"'{entry}'";
        IImageDecoder decoder = Find(encoded) ?? throw new RsdtrException(
            DataDiagnostics.ImageUndecodable,
            string.Create(CultureInfo.InvariantCulture, $"{subject} ({encoded.Length} bytes) begins like no {Formats} file; convert it to one of them or remove it"),
            file);
        try
        {
            decoder.Decode(encoded, destination);
        }
        catch (InvalidDataException exception)
        {
            throw new RsdtrException(
                DataDiagnostics.ImageUndecodable,
                $"{subject} cannot be decoded as {decoder.FormatName}: {exception.Message}; repair or remove it",
                file,
                innerException: exception);
        }
    }

    private IImageDecoder? Find(ReadOnlySpan<byte> encoded)
    {
        ReadOnlySpan<byte> start = encoded[..Math.Min(SignatureLength, encoded.Length)];
        foreach (IImageDecoder decoder in _decoders)
        {
            if (decoder.Recognizes(start))
            {
                return decoder;
            }
        }

        return null;
    }
}
