using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Runtime.Tests.DataSets;

public sealed class DataSourcePartsTests
{
    [Fact]
    public void Picked_samples_are_those_of_the_whole_in_each_kind_of_source()
    {
        using TemporaryFolder folder = new();
        (string, byte[])[] entries = [.. Enumerable.Range(0, 6).Select(i => ($"c{i % 2}/{i}.png", TemporaryFolder.Png((byte)(10 * i))))];
        foreach ((string name, byte[] bytes) in entries)
        {
            folder.AddBytes(Path.Combine("set", name), bytes);
        }

        string archive = folder.AddBytes("set.tar.gz", TestArchive.TarGz(entries));
        string array = folder.File("set.npy");
        NpyWriter.Save(array, Enumerable.Range(0, 6 * 3 * 4 * 4).Select(i => (float)i).ToArray(), 6, 3, 4, 4);
        foreach ((string path, bool isRandomAccess) in ((string, bool)[])[(folder.File("set"), true), (archive, false), (array, true)])
        {
            DataSource whole = DataSource.Open(path);
            Assert.Equal(isRandomAccess, whole.IsRandomAccess);
            DataSet all = whole.Load(3, 4, 4);
            DataSource part = whole.Pick(1, 4, 5);
            DataSet picked = part.Load(3, 4, 4);
            DataSet expected = all.Subset(1, 4, 5);
            Assert.Equal(3, part.Count);
            Assert.Equal(expected.Values, picked.Values);
            Assert.Equal(expected.Names, picked.Names);
            Assert.Equal(expected.Labels, picked.Labels);
            Assert.Equal(expected.Labels, part.Labels);
            Assert.Equal(all.Labels, whole.Labels);
            // Ranks are those of the part.
            Assert.Equal(all.Subset(4).Values, part.Pick(1).Load(3, 4, 4).Values);
        }
    }

    [Theory]
    [InlineData]
    [InlineData(-1)]
    [InlineData(6)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void What_is_picked_exists_and_ascends(params int[] indices)
    {
        using TemporaryFolder folder = new();
        Assert.Throws<ArgumentException>(() => SixOfTwoClasses(folder).Pick(indices));
    }

    [Fact]
    public void A_split_is_stratified_and_has_each_sample_once()
    {
        using TemporaryFolder folder = new();
        DataSource source = SixOfTwoClasses(folder);
        (DataSource remaining, DataSource heldOut) = source.Split(2, seed: 3);
        Assert.Equal([0, 1], heldOut.Labels!.Order());
        Assert.Equal([0, 0, 1, 1], remaining.Labels!.Order());
        string[] Names(DataSource part) => [.. part.Load(1, 1, 1).Names];
        Assert.Equal(Names(source).Order(), Names(remaining).Concat(Names(heldOut)).Order());
        Assert.Equal(Names(heldOut), Names(source.Split(2, seed: 3).HeldOut));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Split(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Split(6, 0));
    }

    private static DataSource SixOfTwoClasses(TemporaryFolder folder)
    {
        for (int i = 0; i < 6; i++)
        {
            folder.AddImage($"c{i % 2}/{i}.png", (byte)(10 * i));
        }

        return DataSource.Open(folder.Path);
    }
}
