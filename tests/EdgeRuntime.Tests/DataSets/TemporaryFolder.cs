using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Runtime.Tests.DataSets;

/// <summary>A folder that is removed with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rsdtr-data-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string AddBytes(string name, params byte[] bytes)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Adds an image of one colour, which tells later which image it was.</summary>
    public string AddImage(string name, byte value, int width = 4, int height = 4) => AddBytes(name, Png(value, width, height));

    public static byte[] Png(byte value, int width = 4, int height = 4)
    {
        RgbImage image = new(width, height);
        image.Samples.Fill(value);
        using MemoryStream stream = new();
        PngEncoder.Write(stream, image);
        return stream.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
