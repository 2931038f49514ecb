using System.Formats.Tar;
using System.IO.Compression;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.Accuracy;

public sealed class TrainingImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_stay_where_they_are_asked_for()
    {
        string folder = Images().UnpackClasses();
        Assert.Equal(["cat", "dog"], Directory.GetDirectories(folder).Select(Path.GetFileName).Order());
        Assert.Equal([2], File.ReadAllBytes(Path.Combine(folder, "cat", "0001.jpg")));
        Assert.Equal(folder, Images().UnpackClasses());
    }

    [Fact]
    public void A_sample_has_no_classes()
    {
        string folder = Images().Unpack(2, 0);
        Assert.Equal(["00000.jpg", "00001.jpg"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetDirectories(folder));
    }

    [Fact]
    public void What_an_interrupted_run_left_is_not_taken_for_whole()
    {
        string left = _folder.Write("training-classes.part/train/cat/0009.jpg", [9]);
        _folder.Write("training-2-0.part/00007.jpg", [7]);
        string folder = Images().UnpackClasses();
        Assert.False(File.Exists(left));
        Assert.Equal(3, Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(2, Directory.GetFiles(Images().Unpack(2, 0)).Length);
        Assert.Empty(Directory.GetDirectories(_folder.Path, "*.part"));
    }

    private TrainingImages Images()
    {
        string archive = _folder.File("images.tar.gz");
        using (GZipStream stream = new(File.Create(archive), CompressionLevel.Fastest))
        using (TarWriter writer = new(stream))
        {
            foreach ((string name, byte content) in (ReadOnlySpan<(string, byte)>)[("train/cat/0000.jpg", 1), ("train/cat/0001.jpg", 2), ("train/dog/0000.jpg", 3)])
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([content]) });
            }
        }

        return new TrainingImages(archive, _folder.Path);
    }
}
