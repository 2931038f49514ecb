using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Onnx;

public sealed class ExternalDataTests : IDisposable
{
    private static readonly float[] Numbers = [1, 2, 3, 4, 5, 6];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void External_data_is_read_into_the_model()
    {
        byte[] data = WriteData("weights/w.bin");
        string path = WriteModel("weights/w.bin", offset: 8, length: 8);
        OnnxModel model = OnnxModelFile.Load(path);
        TensorProto tensor = model.Proto.Graph.Initializer[0];
        Assert.Equal([3f, 4f], TensorReader.ToFloats(tensor));
        Assert.Empty(tensor.ExternalData);
        Assert.False(tensor.HasDataLocation);
        Assert.Equal(Path.GetFullPath(_folder.File("weights/w.bin")), Path.GetFullPath(Assert.Single(model.ExternalFiles)));

        // The hash covers both files, each whole.
        SourceHasher hasher = new();
        hasher.Append([.. File.ReadAllBytes(path), .. data]);
        Assert.Equal(hasher.ToHex(), model.SourceHash);

        // What is saved needs no second file.
        string copy = _folder.File("elsewhere.onnx");
        OnnxModelFile.Save(model, copy);
        Directory.Delete(_folder.File("weights"), recursive: true);
        Assert.Equal([3f, 4f], TensorReader.ToFloats(OnnxModelFile.Load(copy).Proto.Graph.Initializer[0]));
    }

    [Fact]
    public void Without_a_length_the_shape_tells_what_is_taken()
    {
        // Two tensors in one file: 8 bytes from its begin, and 8 from byte 16 on, where it ends.
        WriteData("w.bin");
        ModelProto model = Model("w.bin", offset: 0, length: null);
        TensorProto second = model.Graph.Initializer[0].Clone();
        second.Name = "v";
        second.ExternalData[1].Value = "16";
        model.Graph.Initializer.Add(second);
        OnnxModel loaded = OnnxModelFile.Load(_folder.Write("model.onnx", model.ToByteArray()));
        Assert.Equal([1f, 2f], TensorReader.ToFloats(loaded.Graph.Initializer("w")!));
        Assert.Equal([5f, 6f], TensorReader.ToFloats(loaded.Graph.Initializer("v")!));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(WriteModel("absent.bin", 0, 8)), "'w'", "'absent.bin'", "does not exist");

    [Theory]
    [InlineData(20L, 8L)]
    [InlineData(20L, null)]
    [InlineData(25L, null)]
    [InlineData(long.MaxValue, 8L)]
    [InlineData(0L, long.MaxValue)]
    public void A_file_that_is_too_short_is_told_with_the_figures(long offset, long? length)
    {
        WriteData("w.bin");
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(WriteModel("w.bin", offset, length)), "24 bytes");
    }

    [Fact]
    public void A_length_that_does_not_fit_the_shape_is_refused()
    {
        WriteData("w.bin");
        Expect.Error(ModelDiagnostics.MalformedTensor, () => OnnxModelFile.Load(WriteModel("w.bin", 0, 12)), "needs 8 bytes", "has 12");
    }

    [Theory]
    [InlineData("../w.bin")]
    [InlineData("weights/../../w.bin")]
    [InlineData("..\\w.bin")]
    [InlineData("/etc/hostname")]
    public void A_location_outside_the_folder_is_refused(string location)
    {
        string model = Directory.CreateDirectory(_folder.File("inner")).FullName;
        WriteData("w.bin");
        string path = WriteModel(location, 0, 8, Path.Combine(model, "model.onnx"));
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(path), "outside the model's folder");
    }

    [Theory]
    [InlineData("")]
    [InlineData("w\0.bin")]
    public void A_location_that_is_no_name_is_refused(string location) =>
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(WriteModel(location, 0, 8)), "names no file");

    [Fact]
    public void A_link_that_leads_out_of_the_folder_is_refused()
    {
        WriteData("w.bin");
        string inner = Directory.CreateDirectory(_folder.File("inner")).FullName;
        File.CreateSymbolicLink(Path.Combine(inner, "w.bin"), _folder.File("w.bin"));
        string path = WriteModel("w.bin", 0, 8, Path.Combine(inner, "model.onnx"));
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(path), "outside the model's folder");
    }

    [Fact]
    public void Model_and_data_may_be_links_into_one_store()
    {
        WriteData("store/1");
        WriteModel("w.bin", 0, 8, _folder.File("store/2"));
        string view = Directory.CreateDirectory(_folder.File("view")).FullName;
        File.CreateSymbolicLink(Path.Combine(view, "w.bin"), "../store/1");
        File.CreateSymbolicLink(Path.Combine(view, "model.onnx"), "../store/2");
        Assert.Equal([1f, 2f], TensorReader.ToFloats(OnnxModelFile.Load(Path.Combine(view, "model.onnx")).Proto.Graph.Initializer[0]));
    }

    [Fact]
    public void Links_in_a_circle_end_in_a_coded_error()
    {
        Directory.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop/again"));
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(WriteModel("loop/w.bin", 0, 8)));
    }

    [Fact]
    public void An_offset_that_is_no_number_is_refused()
    {
        WriteData("w.bin");
        ModelProto model = Model("w.bin", 0, 8);
        model.Graph.Initializer[0].ExternalData[1].Value = "-8";
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(_folder.Write("model.onnx", model.ToByteArray())), "'-8'");
    }

    [Fact]
    public void A_huge_length_takes_no_memory_before_it_is_refused()
    {
        using (FileStream sparse = File.Create(_folder.File("w.bin")))
        {
            sparse.SetLength(8);
        }

        ModelProto model = Model("w.bin", 0, null);
        model.Graph.Initializer[0].Dims[0] = 1L << 50;
        Expect.Error(ModelDiagnostics.ExternalDataMissing, () => OnnxModelFile.Load(_folder.Write("model.onnx", model.ToByteArray())), "needs 4503599627370496 bytes", "has 8 bytes");
    }

    private static ModelProto Model(string location, long offset, long? length)
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 2).Weight("w", [2], 0, 0).Node("Add", ["x", "w"]).Output("y");
        TensorProto tensor = builder.Graph.Initializer[0];
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
        if (length is { } given)
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = given.ToString(CultureInfo.InvariantCulture) });
        }

        return builder.Proto;
    }

    private string WriteModel(string location, long offset, long? length, string? path = null) =>
        _folder.Write(path ?? _folder.File("model.onnx"), Model(location, offset, length).ToByteArray());

    private byte[] WriteData(string name)
    {
        byte[] bytes = MemoryMarshal.AsBytes(Numbers.AsSpan()).ToArray();
        _folder.Write(name, bytes);
        return bytes;
    }
}
