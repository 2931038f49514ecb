using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.SelfTests;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

/// <summary>What a network records of its outputs, and whether a board can hold itself against it.</summary>
public sealed class SelfTestStampTests
{
    [Fact]
    public void A_compressed_network_passes_its_own_test_and_a_changed_one_does_not()
    {
        CompressionResult result = ModelCompressor.Compress(SmallNetworks.Residual(), new CompressionOptions { Budget = Budgets.OfOptions("50%"), Threads = 2 });
        ModelProto model = result.Model!.Proto;
        ExpectedOutputs expected = ExpectedOutputs.TryParse(Text(model))!;
        Assert.Equal([1, 3, 16, 16], expected.InputShape.ToArray());
        using (EdgeModel edge = Load(model))
        {
            Assert.Equal(model.Graph.Output.Count, OutputSelfTest.Check(edge)!.Outputs);
        }

        // Another tool has changed a weight and kept the metadata.
        TensorProto weight = model.Graph.Initializer.First(tensor => tensor.RawData.Length >= 64);
        byte[] data = weight.RawData.ToByteArray();
        data.AsSpan(0, 64).Clear();
        weight.RawData = ByteString.CopyFrom(data);
        using EdgeModel changed = Load(model);
        Assert.Equal("RSDTR4007", Assert.Throws<Runtime.Diagnostics.RsdtrException>(() => OutputSelfTest.Check(changed)).Diagnostic.Descriptor.Id);
    }

    [Fact]
    public void What_stands_for_it_while_the_size_is_sought_is_no_shorter()
    {
        ModelProto model = SmallNetworks.Residual().Proto.Clone();
        SelfTestStamp.PutForSize(model);
        string longest = Text(model)!;
        SelfTestStamp.Put(model);
        Assert.InRange(Text(model)!.Length, 1, longest.Length);
    }

    [Fact]
    public void Where_the_input_stays_open_nothing_is_recorded_and_what_was_is_gone()
    {
        ModelProto model = SmallNetworks.AnySize().Proto.Clone();
        ModelStamp.Set(model, ExpectedOutputs.MetadataKey, "1 of another network");
        SelfTestStamp.Put(model);
        Assert.Null(Text(model));
    }

    private static string? Text(ModelProto model) => model.MetadataProps.SingleOrDefault(entry => entry.Key == ExpectedOutputs.MetadataKey)?.Value;

    private static EdgeModel Load(ModelProto model) =>
        EdgeModel.Load(model.ToByteArray(), new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1 } });
}
