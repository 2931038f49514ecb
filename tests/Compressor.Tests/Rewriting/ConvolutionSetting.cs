using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>How a convolution slides over its input. A model of one convolution is made from it.</summary>
internal sealed record ConvolutionSetting
{
    public long[] Strides { get; init; } = [1, 1];

    public long[] Dilations { get; init; } = [1, 1];

    /// <summary>[top, left, bottom, right]; null where <see cref="AutoPad"/> says it.</summary>
    public long[]? Pads { get; init; } = [0, 0, 0, 0];

    public string? AutoPad { get; init; }

    public bool Bias { get; init; } = true;

    /// <summary>The batch that the model declares; null leaves it open.</summary>
    public long? Batch { get; init; } = 1;

    public long Opset { get; init; } = 13;

    public long Height { get; init; } = 13;

    public long Width { get; init; } = 11;

    /// <summary>What the model is fed: an open batch takes three images.</summary>
    public long[] InputDims(long channels) => [Batch ?? 3, channels, Height, Width];

    /// <summary>A network <c>x</c> -> Conv <c>conv</c> with the weight <c>w</c> -> <c>y</c>.</summary>
    public OnnxModel ToModel(long outputs, long channels, long height, long width)
    {
        GraphBuilder builder = new GraphBuilder(Opset)
            .Input("x", (object?)Batch ?? "batch", channels, Height, Width)
            .RandomWeight("w", outputs, channels, height, width);
        if (Bias)
        {
            builder.RandomWeight("b", outputs);
        }

        builder.Graph.Node.Add(NodeBuilder.Node("Conv", "conv", Bias ? ["x", "w", "b"] : ["x", "w"], ["y"], Attributes()));
        return builder.Output("y", "y").Build();
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"strides {Join(Strides)} dilations {Join(Dilations)} pads {(Pads is null ? AutoPad : Join(Pads))} bias {Bias} batch {Batch} opset {Opset} input {Height}x{Width}");

    private static string Join(long[] numbers) => string.Join(',', numbers);

    private IEnumerable<AttributeProto> Attributes()
    {
        yield return NodeBuilder.Ints("strides", Strides);
        yield return NodeBuilder.Ints("dilations", Dilations);
        if (Pads is not null)
        {
            yield return NodeBuilder.Ints("pads", Pads);
        }

        if (AutoPad is not null)
        {
            yield return NodeBuilder.String("auto_pad", AutoPad);
        }
    }
}
