using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Tests.Onnx;

public sealed class TensorReaderTests
{
    [Fact]
    public void Raw_bytes_are_little_endian()
    {
        // 1.5 is 0x3FC00000, -2 is 0xC0000000.
        TensorProto tensor = Raw(DataType.Float, [2], 0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x00, 0xC0);
        Assert.Equal([1.5f, -2f], TensorReader.ToFloats(tensor));
        Assert.Equal(tensor.RawData, TensorBuilder.Floats("w", [2], [1.5f, -2f]).RawData);
    }

    [Fact]
    public void Typed_fields_are_read_too()
    {
        TensorProto tensor = new() { DataType = (int)DataType.Float, Dims = { 3 }, FloatData = { 1, 2, 3 } };
        Assert.Equal([1f, 2f, 3f], TensorReader.ToFloats(tensor));
    }

    [Fact]
    public void Other_floating_point_types_are_converted_only_where_asked()
    {
        // 1.5: 0x3E00 in float16, 0x3FC0 in bfloat16.
        TensorProto half = Raw(DataType.Float16, [1], 0x00, 0x3E);
        TensorProto brain = Raw(DataType.Bfloat16, [1], 0xC0, 0x3F);
        TensorProto typed = new() { DataType = (int)DataType.Float16, Dims = { 1 }, Int32Data = { 0x3E00 } };
        TensorProto wide = new() { DataType = (int)DataType.Double, Dims = { 1 }, DoubleData = { 1.5 } };
        foreach (TensorProto tensor in new[] { half, brain, typed, wide })
        {
            Assert.Equal([1.5f], TensorReader.ToFloats(tensor, convert: true));
            Expect.Error(ModelDiagnostics.MalformedTensor, () => TensorReader.ToFloats(tensor), "float is needed");
        }
    }

    [Fact]
    public void Integers_of_all_widths_are_widened()
    {
        Assert.Equal([-1L], TensorReader.ToInt64s(Raw(DataType.Int8, [1], 0xFF)));
        Assert.Equal([255L], TensorReader.ToInt64s(Raw(DataType.Uint8, [1], 0xFF)));
        Assert.Equal([-2L], TensorReader.ToInt64s(Raw(DataType.Int16, [1], 0xFE, 0xFF)));
        Assert.Equal([65534L], TensorReader.ToInt64s(Raw(DataType.Uint16, [1], 0xFE, 0xFF)));
        Assert.Equal([-2L], TensorReader.ToInt64s(Raw(DataType.Int32, [1], 0xFE, 0xFF, 0xFF, 0xFF)));
        Assert.Equal([4294967294L], TensorReader.ToInt64s(Raw(DataType.Uint32, [1], 0xFE, 0xFF, 0xFF, 0xFF)));
        Assert.Equal([1L], TensorReader.ToInt64s(Raw(DataType.Bool, [1], 1)));
        Assert.Equal([7L, -8L], TensorReader.ToInt64s(new TensorProto { DataType = (int)DataType.Int64, Dims = { 2 }, Int64Data = { 7, -8 } }));
        Assert.Equal([-5L], TensorReader.ToInt64s(new TensorProto { DataType = (int)DataType.Int32, Dims = { 1 }, Int32Data = { -5 } }));
        Expect.Error(ModelDiagnostics.MalformedTensor, () => TensorReader.ToInt64s(TensorBuilder.Floats("w", [1], [1f])), "integer");
    }

    [Fact]
    public void A_builder_checks_that_shape_and_numbers_fit() =>
        Assert.Throws<ArgumentException>(() => TensorBuilder.Floats("w", [2, 2], [1f, 2f, 3f]));

    [Fact]
    public void Four_bit_numbers_are_stored_two_in_a_byte()
    {
        TensorValidator.Check(new LocatedTensor(Raw((DataType)22, [3], 1, 2), "w"));
        Expect.Error(ModelDiagnostics.MalformedTensor, () => TensorValidator.Check(new LocatedTensor(Raw((DataType)22, [3], 1, 2, 3), "w")), "needs 2");
    }

    private static TensorProto Raw(DataType type, long[] dims, params byte[] bytes) =>
        new() { Name = "w", DataType = (int)type, Dims = { dims }, RawData = ByteString.CopyFrom(bytes) };
}
