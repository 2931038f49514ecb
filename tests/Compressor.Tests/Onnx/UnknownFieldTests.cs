using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Onnx;

/// <summary>What later versions of the format add must come through unchanged.</summary>
public sealed class UnknownFieldTests
{
    [Fact]
    public void Unknown_fields_at_any_level_survive_loading_and_saving()
    {
        using TemporaryFolder folder = new();
        Random random = new(11);
        for (int trial = 0; trial < 50; trial++)
        {
            ModelProto model = Model();
            List<byte[]> added = [];
            foreach (IMessage message in MessagesOf(model))
            {
                byte[] field = RandomField(random);
                message.MergeFrom(field);
                added.Add(field);
            }

            string first = folder.Write("first.onnx", model.ToByteArray());
            OnnxModel loaded = OnnxModelFile.Load(first);
            OnnxModelFile.Save(loaded, folder.File("second.onnx"));
            byte[] written = File.ReadAllBytes(folder.File("second.onnx"));
            Assert.Equal(File.ReadAllBytes(first), written);
            Assert.All(added, field => Assert.True(written.AsSpan().IndexOf(field) >= 0));
            Assert.Equal(loaded.Proto, loaded.Clone().Proto);
        }
    }

    private static ModelProto Model()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", "batch", 2, 5, 5).Conv(3, 3, pads: 1).Relu().Output("y");
        builder.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "someone" });
        builder.Proto.Functions.Add(new FunctionProto { Name = "function", Domain = "local" });
        builder.Graph.ValueInfo.Add(GraphBuilder.ValueInfo("conv1", "batch", 3, 5, 5));
        builder.Graph.QuantizationAnnotation.Add(new TensorAnnotation { TensorName = "conv1" });
        return builder.Proto;
    }

    private static IEnumerable<IMessage> MessagesOf(ModelProto model) =>
    [
        model, model.OpsetImport[0], model.MetadataProps[0], model.Functions[0], model.Graph, model.Graph.Node[0], model.Graph.Node[0].Attribute[0],
        model.Graph.Initializer[0], model.Graph.Input[0], model.Graph.Input[0].Type, model.Graph.Input[0].Type.TensorType,
        model.Graph.Input[0].Type.TensorType.Shape, model.Graph.Input[0].Type.TensorType.Shape.Dim[0], model.Graph.ValueInfo[0], model.Graph.QuantizationAnnotation[0],
    ];

    // Numbers from 500 on are used by no message of the format.
    private static byte[] RandomField(Random random)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            int number = random.Next(500, 5000);
            switch (random.Next(4))
            {
                case 0:
                    output.WriteTag(number, WireFormat.WireType.Varint);
                    output.WriteInt64(random.NextInt64());
                    break;
                case 1:
                    output.WriteTag(number, WireFormat.WireType.Fixed32);
                    output.WriteFixed32((uint)random.Next());
                    break;
                case 2:
                    output.WriteTag(number, WireFormat.WireType.Fixed64);
                    output.WriteFixed64((ulong)random.NextInt64());
                    break;
                default:
                    byte[] content = new byte[random.Next(0, 40)];
                    random.NextBytes(content);
                    output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                    output.WriteBytes(ByteString.CopyFrom(content));
                    break;
            }
        }

        return stream.ToArray();
    }
}
