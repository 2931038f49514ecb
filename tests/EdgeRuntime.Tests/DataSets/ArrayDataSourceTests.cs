using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Tests.DataSets;

public sealed class ArrayDataSourceTests
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 5 * 2 * 3 * 4).Select(i => (i * 0.5f) - 7)];

    [Fact]
    public void What_is_written_is_fed_as_it_is()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("cal.npy");
        NpyWriter.Save(path, Values, 5, 2, 3, 4);
        DataSource source = DataSource.Open(path);
        Assert.Equal((5, false, new SampleShape(2, 3, 4)), (source.Count, source.HasLabels, source.DeclaredShape));
        DataSet set = source.Load(2, 3, 4);
        Assert.Equal(Values, set.Values);
        Assert.Equal(["cal[0]", "cal[1]", "cal[2]", "cal[3]", "cal[4]"], set.Names);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_of_the_format_is_read(int version)
    {
        using TemporaryFolder folder = new();
        string path = folder.AddBytes("a.npy", Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 2, 3, 4), }", Bytes(Values), version));
        Assert.Equal(Values, DataSource.Open(path).Load(2, 3, 4).Values);
    }

    [Fact]
    public void Each_sample_that_is_read_is_told()
    {
        using TemporaryFolder folder = new();
        CountListener heard = new();
        DataSource.Open(folder.AddBytes("a.npz", Npz(("x", X())))).Load(2, 3, 4, progress: heard);
        Assert.Equal([1, 2, 3, 4, 5], heard.Counts);
    }

    [Fact]
    public void Double_precision_is_rounded()
    {
        using TemporaryFolder folder = new();
        byte[] data = [.. Values.SelectMany(value => BitConverter.GetBytes(value * (1 + 1e-12)))];
        string path = folder.AddBytes("a.npy", Npy("{\"shape\":(5,2,3,4),'fortran_order':False,'descr':'<f8'}", data));
        Assert.Equal(Values, DataSource.Open(path).Load(2, 3, 4).Values);
    }

    [Theory]
    [InlineData("<i4")]
    [InlineData("<i8")]
    [InlineData("|u1")]
    public void An_archive_has_samples_x_and_labels_y(string type)
    {
        int[] labels = [3, 1, 0, 255, 1];
        byte[] data = [.. labels.SelectMany(label => type switch { "<i4" => BitConverter.GetBytes(label), "<i8" => BitConverter.GetBytes((long)label), _ => [(byte)label] })];
        using TemporaryFolder folder = new();
        string path = folder.AddBytes("a.npz", Npz(("x", X()), ("y", Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (5,), }}", data))));
        DataSource source = DataSource.Open(path);
        Assert.True(source.HasLabels);
        DataSet set = source.Load(2, 3, 4);
        Assert.Equal(Values, set.Values);
        Assert.Equal(labels, set.Labels);
    }

    [Theory]
    [InlineData("a.npy")]
    [InlineData("a.npz")]
    public void A_sample_passes_over_the_rest(string name)
    {
        using TemporaryFolder folder = new();
        string path = folder.AddBytes(name, name == "a.npz" ? Npz(("x", X())) : X());
        DataSource source = DataSource.Open(path, new() { Images = 3, Seed = 4 });
        DataSet set = source.Load(2, 3, 4);
        Assert.Equal((3, 5), (source.Count, source.TotalCount));
        for (int i = 0; i < 3; i++)
        {
            int index = set.Names[i][2] - '0';
            Assert.Equal(Values.AsSpan(index * 24, 24).ToArray(), set.Tensor(i).ToArray());
        }

        Assert.Equal(set.Values, source.Batches(2, 3, 4, 2).SelectMany(batch => batch.Values));
    }

    [Fact]
    public void Another_shape_is_refused_with_both_figures()
    {
        using TemporaryFolder folder = new();
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.AddBytes("a.npy", X())).Load(3, 32, 32));
        Assert.Same(DataDiagnostics.ShapeMismatch, exception.Diagnostic.Descriptor);
        Assert.Contains("[2,3,4]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("[3,32,32]", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void A_sample_with_a_number_that_is_not_finite_is_named(float number, string text)
    {
        using TemporaryFolder folder = new();
        float[] values = [.. Values];
        values[(3 * 24) + 7] = number;
        string path = folder.AddBytes("a.npy", Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 2, 3, 4), }", Bytes(values)));
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DataSource.Open(path).Load(2, 3, 4));
        Assert.Same(DataDiagnostics.ArrayUnreadable, exception.Diagnostic.Descriptor);
        Assert.Contains($"its sample 3 holds {text} at number 7 of 24", exception.Message, StringComparison.Ordinal);
        Assert.Equal(path, exception.Diagnostic.File);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 24), }", "RSDTR1103")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2, 3, 4), }", "RSDTR1105")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (5, 2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (5, 2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (5, 2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (5, 2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6, 2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4, 4611686018427387904, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5, -2, 3, 4), }", "RSDTR1104")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "RSDTR1104")]
    [InlineData("{'descr': '<f4", "RSDTR1104")]
    [InlineData("", "RSDTR1104")]
    public void Other_arrays_are_refused_with_the_code(string header, string code)
    {
        using TemporaryFolder folder = new();
        string path = folder.AddBytes("a.npy", Npy(header, Bytes(Values)));
        Assert.Equal(code, Assert.Throws<RsdtrException>(() => DataSource.Open(path)).Diagnostic.Descriptor.Id);
    }

    [Fact]
    public void Every_truncation_and_seeded_damage_is_refused_with_a_code_or_read()
    {
        using TemporaryFolder folder = new();
        foreach ((string name, byte[] whole) in ((string, byte[])[])[("a.npy", X()), ("b.npz", Npz(("x", X())))])
        {
            for (int length = 0; length < whole.Length; length += 3)
            {
                string path = folder.AddBytes(name, whole[..length]);
                Assert.Throws<RsdtrException>(() => DataSource.Open(path).Load(2, 3, 4));
            }

            Random random = new(2);
            for (int round = 0; round < 400; round++)
            {
                byte[] damaged = [.. whole];
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                string path = folder.AddBytes(name, damaged);
                try
                {
                    DataSource.Open(path).Load(2, 3, 4);
                }
                catch (RsdtrException exception)
                {
                    Assert.Equal(path, exception.Diagnostic.File);
                }
            }
        }
    }

    [Fact]
    public void Labels_must_be_class_indices_one_for_each_sample()
    {
        using TemporaryFolder folder = new();
        string CodeOf(string shape, params int[] labels) => Assert.Throws<RsdtrException>(() => DataSource.Open(folder.AddBytes(
            "a.npz",
            Npz(("x", X()), ("y", Npy($"{{'descr': '<i4', 'fortran_order': False, 'shape': {shape}, }}", [.. labels.SelectMany(BitConverter.GetBytes)])))))).Diagnostic.Descriptor.Id;
        Assert.Equal("RSDTR1103", CodeOf("(4,)", 1, 2, 3, 4));
        Assert.Equal("RSDTR1104", CodeOf("(5,)", 1, 2, 3, 4, -1));
        RsdtrException absent = Assert.Throws<RsdtrException>(() => DataSource.Open(folder.AddBytes("b.npz", Npz(("z", X())))));
        Assert.Contains("no array 'x'", absent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_writers_data_begins_at_a_multiple_of_64()
    {
        foreach (int[] shape in (int[][])[[120], [5, 24], [1, 1, 1, 120], [5, 2, 3, 4]])
        {
            using MemoryStream stream = new();
            NpyWriter.Write(stream, Values, shape);
            Assert.Equal(0, (stream.Length - (Values.Length * sizeof(float))) % 64);
            Assert.Equal((byte)'\n', stream.ToArray()[^((Values.Length * sizeof(float)) + 1)]);
        }

        Assert.Throws<ArgumentException>(() => NpyWriter.Write(Stream.Null, Values, 5, 5));
    }

    private static byte[] Bytes(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] X() => Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (5, 2, 3, 4), }", Bytes(Values));

    private static byte[] Npy(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.ASCII.GetBytes(header);
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    private static byte[] Npz(params (string Name, byte[] Bytes)[] arrays)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in arrays)
            {
                using Stream entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
