using System.Globalization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Rewriting;

/// <summary>How a fully connected layer stores and uses its weight. A model of one layer is made from it.</summary>
internal sealed record FullyConnectedSetting
{
    /// <summary>Gemm or MatMul.</summary>
    public string Operator { get; init; } = "Gemm";

    /// <summary>The attribute transB; null leaves it out.</summary>
    public long? TransB { get; init; }

    public float? Alpha { get; init; }

    public float? Beta { get; init; }

    /// <summary>The shape of a Gemm's bias; null for none.</summary>
    public long[]? Bias { get; init; }

    /// <summary>What stands before C in the input's shape; null leaves a size open.</summary>
    public long?[] Leading { get; init; } = [1];

    public long Opset { get; init; } = 13;

    /// <summary>What the model is fed: an open size is 3.</summary>
    public long[] InputDims(long inputs) => [.. Leading.Select(size => size ?? 3), inputs];

    /// <summary>A network <c>x</c> -> <c>product</c> with the weight <c>w</c> -> <c>y</c>.</summary>
    public OnnxModel ToModel(long outputs, long inputs)
    {
        GraphBuilder builder = new GraphBuilder(Opset)
            .Input("x", [.. Leading.Select(size => (object?)size ?? "open"), inputs])
            .RandomWeight("w", TransB is > 0 ? [outputs, inputs] : [inputs, outputs]);
        if (Bias is not null)
        {
            builder.RandomWeight("b", Bias);
        }

        builder.Graph.Node.Add(NodeBuilder.Node(Operator, "product", Bias is null ? ["x", "w"] : ["x", "w", "b"], ["y"], Attributes()));
        return builder.Output("y", "y").Build();
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Operator} transB {TransB} alpha {Alpha} beta {Beta} bias [{string.Join(',', Bias ?? [])}] input [{string.Join(',', Leading)}, C] opset {Opset}");

    private IEnumerable<AttributeProto> Attributes()
    {
        if (TransB is { } transB)
        {
            yield return NodeBuilder.Int("transB", transB);
        }

        if (Alpha is { } alpha)
        {
            yield return NodeBuilder.Float("alpha", alpha);
        }

        if (Beta is { } beta)
        {
            yield return NodeBuilder.Float("beta", beta);
        }
    }
}
