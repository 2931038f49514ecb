using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>The files that are decoded.</summary>
internal static class ImageFiles
{
    /// <summary>The images of a tar archive.</summary>
    /// <param name="archive">The archive.</param>
    public static IEnumerable<byte[]> OfArchive(string archive)
    {
        TarImageStore store = new(archive);
        return store.Read([.. Enumerable.Range(0, store.Paths.Count)]).Select(image => image.Bytes.ToArray());
    }

    /// <summary>The same image as PNG.</summary>
    /// <param name="file">Any file that the runtime decodes.</param>
    public static byte[] ToPng(byte[] file)
    {
        RgbImage image = new();
        ImageReader.Default.Decode(file, image, "image");
        using MemoryStream stream = new();
        PngEncoder.Write(stream, image);
        return stream.ToArray();
    }

    /// <summary>All that is left of a file where its end is lost, from nothing on.</summary>
    /// <param name="file">The file.</param>
    public static IEnumerable<byte[]> Truncated(byte[] file) => Enumerable.Range(0, file.Length).Select(length => file[..length]);

    /// <summary>Copies of a file in which one to five bytes behind the first two are others.</summary>
    /// <param name="file">The file.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">What the bytes are drawn from.</param>
    public static IEnumerable<byte[]> Damaged(byte[] file, int count, int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] damaged = [.. file];
            for (int bytes = random.Next(1, 6); bytes > 0; bytes--)
            {
                int position = random.Next(2, damaged.Length);
                damaged[position] = (byte)(damaged[position] + random.Next(1, 256));
            }

            yield return damaged;
        }
    }

    /// <summary>A baseline JPEG file that declares another size than it holds.</summary>
    /// <param name="file">The file.</param>
    /// <param name="size">The high byte of both sides: 31 makes about 8,000 pixels of each.</param>
    /// <exception cref="ArgumentException">The file has no frame of the baseline process.</exception>
    public static byte[] Forged(byte[] file, byte size)
    {
        int frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        if (frame < 0)
        {
            throw new ArgumentException("no baseline frame", nameof(file));
        }

        byte[] forged = [.. file];
        (forged[frame + 5], forged[frame + 7]) = (size, size);
        return forged;
    }
}
