namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// Decodes one image file format. The two that ship (PNG, JPEG) are written here: they have libjpeg-turbo's pixels, refuse damaged files with a reason and bring nothing native
/// along, which no library that was compared does. A library takes their place by another implementation given to <see cref="ImageReader"/>.
/// </summary>
public interface IImageDecoder
{
    /// <summary>The format's name, as messages show it.</summary>
    string FormatName { get; }

    /// <summary>Whether a file that begins so is of this format.</summary>
    /// <param name="start">The first bytes of the file; fewer than 16 where the file is shorter.</param>
    bool Recognizes(ReadOnlySpan<byte> start);

    /// <summary>Decodes a whole file to 8-bit RGB. Implementations are safe to call from several threads at once.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="destination">Is resized and overwritten; its content is unspecified after an exception.</param>
    /// <exception cref="InvalidDataException">The file is damaged, truncated, too large or uses a variant of the format that is not supported; the message says which.</exception>
    void Decode(ReadOnlySpan<byte> encoded, RgbImage destination);
}
