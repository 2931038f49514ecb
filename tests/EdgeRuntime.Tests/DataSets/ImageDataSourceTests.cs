using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.DataSets;

public sealed class ImageDataSourceTests
{
    // Deliberately in no order, with a wrapping folder, things that are no images, and an upper-case extension.
    private static readonly (string Name, byte[] Bytes)[] Entries =
    [
        ("set/", []),
        ("set/dog/2.png", TemporaryFolder.Png(40)),
        ("set/cat/b.PNG", TemporaryFolder.Png(20)),
        ("set/readme.txt", [1, 2, 3]),
        ("set/dog/10.png", TemporaryFolder.Png(30)),
        ("set/Zebra/z.png", TemporaryFolder.Png(50)),
        ("set/cat/a.png", TemporaryFolder.Png(10)),
        ("set/cat/._a.png", [0]),
    ];

    private static readonly string[] SortedNames = ["Zebra/z.png", "cat/a.png", "cat/b.PNG", "dog/10.png", "dog/2.png"];
    private static readonly float[] SortedValues = [50, 10, 20, 30, 40];
    private static readonly int[] SortedLabels = [0, 1, 1, 2, 2];

    [Fact]
    public void A_folder_gives_its_images_in_ordinal_order_with_labels_from_the_class_folders()
    {
        using TemporaryFolder folder = FolderOfEntries();
        DataSource source = DataSource.Open(folder.File("set"), Raw());
        Assert.Equal((5, 5, 2), (source.Count, source.TotalCount, source.IgnoredEntries));
        Assert.Equal(["Zebra", "cat", "dog"], source.ClassNames);
        Check(source, string.Empty);
    }

    [Theory]
    [InlineData(".tar.gz")]
    [InlineData(".tgz")]
    [InlineData(".tar")]
    public void An_archive_gives_the_same_whatever_its_own_order(string extension)
    {
        using TemporaryFolder folder = new();
        byte[] archive = extension == ".tar" ? TestArchive.Tar(Entries) : TestArchive.TarGz(Entries);
        DataSource source = DataSource.Open(folder.AddBytes("set" + extension, archive), Raw());
        Assert.Equal((5, 5, 2), (source.Count, source.TotalCount, source.IgnoredEntries));
        Assert.Equal(["Zebra", "cat", "dog"], source.ClassNames);
        Check(source, "set/");
    }

    [Fact]
    public void A_wrapping_folder_around_the_class_folders_is_passed_over()
    {
        using TemporaryFolder folder = FolderOfEntries();
        Check(DataSource.Open(folder.Path, Raw()), "set/");
    }

    [Fact]
    public void Of_two_entries_of_the_same_path_the_later_one_counts()
    {
        using TemporaryFolder folder = new();
        string path = folder.AddBytes("x.tar", TestArchive.Tar(("./a.png", TemporaryFolder.Png(1)), ("a.png", TemporaryFolder.Png(2))));
        DataSource source = DataSource.Open(path, Raw());
        Assert.Equal((1, 1), (source.Count, source.IgnoredEntries));
        Assert.Equal(2f, source.Load(1, 1, 1).Values[0], 1e-4f);
    }

    [Fact]
    public void Images_without_class_folders_have_no_labels()
    {
        using TemporaryFolder folder = new();
        folder.AddImage("b.png", 2);
        folder.AddImage("a.png", 1);
        DataSet set = DataSource.Open(folder.Path).Load(3, 4, 4);
        Assert.Null(set.Labels);
        Assert.Empty(set.ClassNames);
        Assert.Equal(["a.png", "b.png"], set.Names);
    }

    [Fact]
    public void Images_beside_the_class_folders_leave_the_set_without_labels()
    {
        using TemporaryFolder folder = FolderOfEntries();
        folder.AddImage("set/stray.png", 1);
        Assert.False(DataSource.Open(folder.File("set")).HasLabels);
    }

    [Fact]
    public void Folders_below_the_class_belong_to_it()
    {
        using TemporaryFolder folder = new();
        folder.AddImage("n01/images/1.png", 1);
        folder.AddImage("n02/images/1.png", 2);
        Assert.Equal([0, 1], DataSource.Open(folder.Path).Load(1, 1, 1).Labels!);
    }

    [Fact]
    public void Folders_of_splits_are_not_taken_for_classes()
    {
        using TemporaryFolder folder = new();
        folder.AddImage("train/cat/1.png", 1);
        folder.AddImage("test/cat/1.png", 2);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.Path));
        Assert.Same(DataDiagnostics.LayoutAmbiguous, exception.Diagnostic.Descriptor);
    }

    [Fact]
    public void A_single_file_is_a_set_of_one()
    {
        using TemporaryFolder folder = new();
        // Its name does not matter, its first bytes do.
        DataSource source = DataSource.Open(folder.AddImage("picture", 100), Raw());
        Sample sample = Assert.Single(source.Stream(1, 1, 1));
        Assert.Equal(("picture", (int?)null), (sample.Name, sample.Label));
        Assert.Equal(100f, sample.Tensor.Span[0], 1e-3f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(-1)]
    public void The_number_of_threads_changes_nothing(int threads)
    {
        using TemporaryFolder folder = ManyImages(600);
        DataSource source = DataSource.Open(folder.Path, Raw());
        DataSet set = source.Load(3, 2, 2, threads);
        for (int i = 0; i < 600; i++)
        {
            Assert.Equal($"{i:D4}.png", set.Names[i]);
            Assert.All(set.Tensor(i).ToArray(), value => Assert.Equal(i % 256, value, 1e-3f));
        }
    }

    [Fact]
    public void Batches_and_stream_are_the_loaded_set_in_parts()
    {
        using TemporaryFolder folder = ManyImages(25);
        DataSource source = DataSource.Open(folder.Path);
        DataSet whole = source.Load(3, 4, 4);
        DataSet[] batches = [.. source.Batches(3, 4, 4, 10)];
        Assert.Equal([10, 10, 5], batches.Select(batch => batch.Count));
        Assert.Equal(whole.Values, batches.SelectMany(batch => batch.Values));
        Assert.Equal(whole.Names, batches.SelectMany(batch => batch.Names));
        Assert.Equal(whole.Values, source.Stream(3, 4, 4).SelectMany(sample => sample.Tensor.ToArray()));
    }

    [Fact]
    public void A_sample_is_seeded_and_keeps_the_order()
    {
        using TemporaryFolder folder = ManyImages(50);
        string[] NamesOf(long seed) => [.. DataSource.Open(folder.Path, new() { Images = 12, Seed = seed }).Load(1, 1, 1).Names];
        Assert.Equal(12, NamesOf(1).Distinct().Count());
        Assert.Equal(NamesOf(1), NamesOf(1));
        Assert.NotEqual(NamesOf(1), NamesOf(2));
        Assert.Equal(NamesOf(1).Order(StringComparer.Ordinal), NamesOf(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Of_several_damaged_images_the_first_is_named(int threads)
    {
        using TemporaryFolder folder = ManyImages(40);
        folder.AddBytes("0031.png", 1, 2, 3);
        folder.AddBytes("0007.png", TemporaryFolder.Png(5)[..60]);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.Path).Load(3, 4, 4, threads));
        Assert.Same(DataDiagnostics.ImageUndecodable, exception.Diagnostic.Descriptor);
        Assert.Equal(folder.Path, exception.Diagnostic.File);
        Assert.Contains("'0007.png'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_archives_give_the_coded_error()
    {
        byte[] archive = TestArchive.TarGz([.. Enumerable.Range(0, 50).Select(i => ($"{i}.png", TemporaryFolder.Png((byte)i, 30, 30)))]);
        using TemporaryFolder folder = new();
        foreach (int length in (int[])[0, 5, 20, 200, archive.Length / 2, archive.Length - 30])
        {
            string path = folder.AddBytes("x.tar.gz", archive[..length]);
            RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(path).Load(3, 4, 4));
            Assert.Contains(exception.Diagnostic.Descriptor, (DiagnosticDescriptor[])[DataDiagnostics.PathUnreadable, DataDiagnostics.EmptySet]);
        }

        RsdtrException text = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.AddBytes("y.tar.gz", "this is no archive"u8.ToArray())));
        Assert.Same(DataDiagnostics.PathUnreadable, text.Diagnostic.Descriptor);
    }

    [Theory]
    [InlineData("x.tar")]
    [InlineData("x.tar.gz")]
    public void Seeded_damage_to_an_archive_gives_a_coded_error_or_is_read(string name)
    {
        byte[] whole = name == "x.tar" ? TestArchive.Tar(Entries) : TestArchive.TarGz(Entries);
        using TemporaryFolder folder = new();
        Random random = new(6);
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            string path = folder.AddBytes(name, damaged);
            try
            {
                DataSource.Open(path).Load(3, 4, 4, maxDegreeOfParallelism: 1);
            }
            catch (RsdtrException exception)
            {
                Assert.Equal(path, exception.Diagnostic.File);
            }
        }
    }

    [Fact]
    public void A_path_without_anything_usable_says_what_is_wrong()
    {
        using TemporaryFolder folder = new();
        Assert.Same(DataDiagnostics.EmptySet, CodeOf(() => DataSource.Open(folder.Path)));
        Assert.Same(DataDiagnostics.PathUnreadable, CodeOf(() => DataSource.Open(folder.File("absent"))));
        Assert.Same(DataDiagnostics.ImageUndecodable, CodeOf(() => DataSource.Open(folder.AddBytes("notes.txt", 65, 66))));
        Assert.Same(DataDiagnostics.ImageUndecodable, CodeOf(() => DataSource.Open(folder.AddBytes("empty.jpg")).Load(3, 4, 4)));
    }

    [Fact]
    public void A_shape_that_images_cannot_fill_names_the_source()
    {
        using TemporaryFolder folder = ManyImages(1);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.Path).Load(4, 8, 8));
        Assert.Same(DataDiagnostics.ShapeMismatch, exception.Diagnostic.Descriptor);
        Assert.Equal(folder.Path, exception.Diagnostic.File);
    }

    [Fact]
    public void A_set_beyond_the_memory_is_refused_with_the_figures()
    {
        using TemporaryFolder folder = ManyImages(3);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.Path).Load(3, 40_000, 40_000));
        Assert.Same(DataDiagnostics.SetTooLarge, exception.Diagnostic.Descriptor);
    }

    [Fact]
    public void Links_to_folders_are_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using TemporaryFolder folder = ManyImages(2);
        Directory.CreateSymbolicLink(folder.File("circle"), folder.Path);
        DataSource source = DataSource.Open(folder.Path);
        Assert.Equal((2, 1), (source.Count, source.IgnoredEntries));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Each_image_that_is_read_is_told(int threads)
    {
        using TemporaryFolder folder = FolderOfEntries();
        CountListener heard = new();
        DataSource.Open(folder.File("set"), Raw()).Load(3, 1, 1, threads, heard);
        Assert.Equal([1, 2, 3, 4, 5], heard.Counts.Order());
    }

    [Fact]
    public void Cancelling_ends_the_reading()
    {
        using TemporaryFolder folder = ManyImages(3);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DataSource.Open(folder.Path).Load(3, 4, 4, cancellationToken: cancelled.Token));
    }

    [SharedFact]
    public void The_CIFAR_archive_gives_ten_balanced_classes()
    {
        string[] classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
        DataSource source = DataSource.Open(RepositoryLayout.Shared("data", "cifar10-jpeg-test.tar.gz"), new() { Images = 500, Seed = 1 });
        Assert.Equal((500, 5000, 0), (source.Count, source.TotalCount, source.IgnoredEntries));
        Assert.Equal(classes, source.ClassNames);
        DataSet set = source.Load(3, 32, 32);
        Assert.Equal(Enumerable.Repeat(50, 10), Enumerable.Range(0, 10).Select(label => set.Labels!.Count(value => value == label)));
        Assert.All(Enumerable.Range(0, 500), i => Assert.StartsWith($"test/{classes[set.Labels![i]]}/", set.Names[i], StringComparison.Ordinal));
        Assert.All(set.Values, value => Assert.InRange(value, 0f, 1f));
    }

    private static DiagnosticDescriptor CodeOf(Action action) => Assert.Throws<RsdtrException>(action).Diagnostic.Descriptor;

    /// <summary>Values as they are in the file.</summary>
    private static DataSourceOptions Raw() => new() { Preprocessing = new ImagePreprocessing { Std = [1f / 255] } };

    private static void Check(DataSource source, string prefix)
    {
        DataSet set = source.Load(1, 1, 1);
        Assert.Equal(SortedNames.Select(name => prefix + name), set.Names);
        Assert.Equal(SortedLabels, set.Labels);
        Assert.All(SortedValues.Zip(set.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    private static TemporaryFolder FolderOfEntries()
    {
        TemporaryFolder folder = new();
        foreach ((string name, byte[] bytes) in Entries.Where(entry => !entry.Name.EndsWith('/')))
        {
            folder.AddBytes(name, bytes);
        }

        return folder;
    }

    private static TemporaryFolder ManyImages(int count)
    {
        TemporaryFolder folder = new();
        for (int i = 0; i < count; i++)
        {
            folder.AddImage($"{i:D4}.png", (byte)i);
        }

        return folder;
    }
}
