using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Samples.ShapeImages.Rendering;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.ShapeImages.Output;

/// <summary>
/// Writes a series as one .npz archive, ready to be fed to the network: <c>x</c> float32 [N,3,32,32], preprocessed, and
/// <c>y</c> int64 [N]; for the training program also <c>mean</c> and <c>std</c> [3] and the names of the <c>classes</c> [10].
/// </summary>
internal static class NpzWriter
{
    // Archives of the same images are the same bytes: no file carries the time it was made at.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archive.</summary>
    /// <param name="stream">The stream to write to.</param>
    /// <param name="images">The images.</param>
    /// <param name="count">How many images there are.</param>
    public static void Write(Stream stream, IEnumerable<LabelledImage> images, int count)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var tensorizer = new ImageTensorizer(3, Canvas.Size, Canvas.Size, Preprocessing.Steps);
        float[] planes = new float[tensorizer.Length];
        long[] labels = new long[count];
        using (Stream entry = Open(archive, "x"))
        {
            NpyHeader.Write(entry, "<f4", count, 3, Canvas.Size, Canvas.Size);
            foreach (LabelledImage image in images)
            {
                labels[image.Index] = image.Label;
                tensorizer.Write(image.Image, planes);
                WriteFloats(entry, planes);
            }
        }

        WriteLabels(archive, labels);
        WriteVector(archive, "mean", Preprocessing.Mean);
        WriteVector(archive, "std", Preprocessing.Std);
        WriteNames(archive);
    }

    private static void WriteLabels(ZipArchive archive, long[] labels)
    {
        using Stream entry = Open(archive, "y");
        NpyHeader.Write(entry, "<i8", labels.Length);
        byte[] bytes = new byte[sizeof(long)];
        foreach (long label in labels)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, label);
            entry.Write(bytes);
        }
    }

    private static void WriteVector(ZipArchive archive, string name, float channelValue)
    {
        using Stream entry = Open(archive, name);
        NpyHeader.Write(entry, "<f4", 3);
        WriteFloats(entry, [channelValue, channelValue, channelValue]);
    }

    private static void WriteNames(ZipArchive archive)
    {
        int width = ShapeClass.All.Max(shapeClass => shapeClass.Name.Length);
        using Stream entry = Open(archive, "classes");
        NpyHeader.Write(entry, $"|S{width}", ShapeClass.All.Count);
        foreach (ShapeClass shapeClass in ShapeClass.All)
        {
            entry.Write(Encoding.ASCII.GetBytes(shapeClass.Name.PadRight(width, '\0')));
        }
    }

    private static void WriteFloats(Stream stream, float[] values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static Stream Open(ZipArchive archive, string name)
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.Fastest);
        entry.LastWriteTime = Epoch;
        return entry.Open();
    }
}
