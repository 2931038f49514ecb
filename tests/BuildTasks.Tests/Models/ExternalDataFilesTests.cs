using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class ExternalDataFilesTests : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, true)]
    // A level is three messages; the graph, the tensor and its entry are three more: 99 of them, and 102.
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(30_000, false)]
    public void A_network_is_read_as_deep_as_protobuf_reads_it_and_none_takes_the_process_down(int levels, bool isFound)
    {
        string weights = _folder.Write("models/weights", "1");
        File.WriteAllBytes(_folder.Full("models/net.onnx"), OnnxOutline.Nested(levels, "weights"));
        Assert.Equal(isFound ? [weights] : [], ExternalDataFiles.Of(_folder.Full("models/net.onnx")).Select(file => file.FullName));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData("a|b:c")]
    public void A_location_that_is_no_path_names_no_file(string location)
    {
        string weights = _folder.Write("models/weights", "1");
        File.WriteAllBytes(_folder.Full("models/net.onnx"), OnnxOutline.WithExternalData("weights", location));
        Assert.Equal([weights], ExternalDataFiles.Of(_folder.Full("models/net.onnx")).Select(file => file.FullName));
    }
}
