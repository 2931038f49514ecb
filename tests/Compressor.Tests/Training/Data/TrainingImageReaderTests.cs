using System.Globalization;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Compressor.Tests.Training.Data;

public sealed class TrainingImageReaderTests : IDisposable
{
    private const int Count = 7;

    private static readonly SampleShape Shape = new(3, 12, 11);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_of_the_networks_size_take_a_byte_a_number_and_come_back_bit_for_bit()
    {
        (ITrainingImages images, _) = Read(Images(), memory: Count * Shape.Length);
        Assert.IsType<PaletteImages>(images);
        RequireSame(Images(), images);
    }

    [Fact]
    public void Arrays_come_back_bit_for_bit()
    {
        (ITrainingImages images, _) = Read(Array("a.npy", Count), memory: null);
        Assert.IsType<FloatImages>(images);
        RequireSame(Array("a.npy", Count), images);
    }

    [Fact]
    public void What_does_not_fit_stays_on_disk()
    {
        // One byte below what is needed: for images a byte a number, for arrays four.
        foreach ((DataSource source, long memory) in ((DataSource, long)[])[(Images(), (Count * Shape.Length) - 1), (Array("a.npy", Count), (4 * Count * Shape.Length) - 1)])
        {
            (ITrainingImages images, _) = Read(source, memory);
            Assert.IsType<SourceImages>(images);
            RequireSame(source, images);
        }
    }

    [Fact]
    public void An_archive_that_does_not_fit_is_refused()
    {
        string path = LabelledArrays.Save(
            _folder.File("a.npz"), ModelRunner.Noise(1, (int)(Count * Shape.Length)), new int[Count], Shape.Channels, Shape.Height, Shape.Width);
        Expect.Error(DataDiagnostics.SetTooLarge, () => Read(DataSource.Open(path), memory: 1000), "--images");
    }

    [Fact]
    public void The_hash_tells_images_on_disk_from_those_in_memory()
    {
        Assert.StartsWith("disk-", Read(Images(), memory: 1).Hash, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", Read(Images(), memory: null).Hash);
    }

    [Fact]
    public void The_hash_knows_names_labels_numbers_and_their_order()
    {
        string hash = Read(Images(), memory: null).Hash;
        Assert.Equal(hash, Read(Images(), memory: null).Hash);
        Assert.NotEqual(hash, Read(Images(mean: 0.5f), memory: null).Hash);
        Assert.NotEqual(hash, Read(Images().Pick(0, 1, 2, 3, 4, 5), memory: null).Hash);
        Assert.NotEqual(hash, Read(Array("a.npy", Count), memory: null).Hash);
    }

    [Fact]
    public void The_hash_of_images_on_disk_knows_their_sizes_and_times()
    {
        DataSource source = Images();
        string hash = Read(source, memory: 1).Hash;
        string file = Path.Combine(_folder.File("images"), "3.png");
        DateTime time = File.GetLastWriteTimeUtc(file);
        Assert.Equal(hash, Read(source, memory: 1).Hash);
        File.SetLastWriteTimeUtc(file, time.AddSeconds(1));
        Assert.NotEqual(hash, Read(source, memory: 1).Hash);
        File.SetLastWriteTimeUtc(file, time);
        Assert.Equal(hash, Read(source, memory: 1).Hash);
        File.AppendAllText(file, " ");
        File.SetLastWriteTimeUtc(file, time);
        Assert.NotEqual(hash, Read(source, memory: 1).Hash);
        File.Delete(file);
        Expect.Error(DataDiagnostics.PathUnreadable, () => Read(source, memory: 1), "3.png");
    }

    [Fact]
    public void The_hash_knows_each_image_whether_it_trains_or_judges()
    {
        const int Count = 8;
        float[] values = ModelRunner.Noise(seed: 5, (int)(Count * Shape.Length));
        HashSet<string> hashes = [Hash()];
        for (int i = 0; i < Count; i++)
        {
            values[(i * Shape.Length) + 1] += 1;
            hashes.Add(Hash());
        }

        Assert.Equal(Count + 1, hashes.Count);

        string Hash()
        {
            NpyWriter.Save(_folder.File("b.npy"), values, Count, Shape.Channels, Shape.Height, Shape.Width);
            return TrainingData.Read(DataSource.Open(_folder.File("b.npy")), Shape, _ => 4, seed: 0, threads: 1, null, CancellationToken.None).Hash;
        }
    }

    [Fact]
    public void A_part_judges_and_none_of_it_is_trained_with()
    {
        DataSource source = Array("a.npy", 40);
        TrainingData data = TrainingData.Read(source, Shape, count => 0.1 * count, seed: 3, threads: 1, null, CancellationToken.None);
        Assert.Equal((36, 4), (data.Images.Count, data.HeldOut.Count));
        float[] image = new float[Shape.Length];
        HashSet<float> trained = [];
        for (int i = 0; i < data.Images.Count; i++)
        {
            data.Images.Read([i], image, CancellationToken.None);
            trained.Add(image[0]);
        }

        // Each image begins with a number of its own.
        Assert.Equal(36, trained.Count);
        Assert.All(Enumerable.Range(0, 4), i =>
        {
            data.HeldOut.Read(i, image);
            Assert.DoesNotContain(image[0], trained);
        });
    }

    [Theory]
    [InlineData(2, 0.0, 1)]
    [InlineData(2, 5.0, 1)]
    [InlineData(40, 0.01, 1)]
    [InlineData(40, 500.0, 39)]
    public void Both_parts_have_at_least_one_image(int count, double heldOut, int judging)
    {
        TrainingData data = TrainingData.Read(Array("a.npy", count), Shape, _ => heldOut, seed: 0, threads: 1, null, CancellationToken.None);
        Assert.Equal((count - judging, judging), (data.Images.Count, data.HeldOut.Count));
    }

    [Fact]
    public void One_image_is_too_few() => Expect.Error(
        DataDiagnostics.SetTooSmall,
        () => TrainingData.Read(Array("a.npy", 1), Shape, _ => 1, seed: 0, threads: 1, null, CancellationToken.None), "at least 2");

    private static (ITrainingImages Images, string Hash) Read(DataSource source, long? memory) =>
        TrainingImageReader.Read(source, Shape, threads: 2, memory, null, CancellationToken.None);

    // In any order, and the same one twice.
    private static void RequireSame(DataSource source, ITrainingImages images)
    {
        DataSet expected = source.Load(Shape.Channels, Shape.Height, Shape.Width);
        Assert.Equal((Count, Shape), (images.Count, images.Shape));
        int[] indices = [6, 0, 3, 3, 1, 5, 2, 4];
        float[] read = new float[indices.Length * Shape.Length];
        images.Read(indices, read, CancellationToken.None);
        Assert.Equal(expected.Subset(indices).Values.Select(BitConverter.SingleToInt32Bits), read.Select(BitConverter.SingleToInt32Bits));
    }

    private DataSource Array(string name, int count)
    {
        NpyWriter.Save(_folder.File(name), ModelRunner.Noise(seed: 5, (int)(count * Shape.Length)), count, Shape.Channels, Shape.Height, Shape.Width);
        return DataSource.Open(_folder.File(name));
    }

    private DataSource Images(float mean = 0.485f)
    {
        Random random = new(2);
        string folder = Directory.CreateDirectory(_folder.File("images")).FullName;
        for (int i = 0; i < Count; i++)
        {
            RgbImage image = new(Shape.Width, Shape.Height);
            random.NextBytes(image.Samples);
            PngEncoder.Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i}.png")), image);
        }

        return DataSource.Open(folder, new DataSourceOptions { Preprocessing = new ImagePreprocessing { Mean = [mean], Std = [0.229f, 0.224f, 0.225f] } });
    }
}
