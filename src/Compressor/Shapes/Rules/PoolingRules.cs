using RsdtrEdge.Compressor.Onnx;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Pooling over windows and over whole planes.</summary>
internal static class PoolingRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("MaxPool", Pool), new("AveragePool", Pool), new("LpPool", Pool),
        new("GlobalAveragePool", GlobalPool), new("GlobalMaxPool", GlobalPool), new("GlobalLpPool", GlobalPool),
    ];

    private static void Pool(ShapeContext context)
    {
        ConvolutionAttributes geometry = ConvolutionAttributes.Read(context.Node);
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        if (input.Rank != geometry.Rank + 2)
        {
            throw context.Malformed($"has the input {input}, but its kernel is for {geometry.Rank} spatial axes");
        }

        bool ceiling = context.Node.GetInt("ceil_mode", 0) != 0;
        Dimension[] output = [.. input];
        for (int axis = 0; axis < geometry.Rank; axis++)
        {
            output[axis + 2] = Arithmetic.Map(input[axis + 2], false, size => OutputSize(geometry, axis, size, ceiling));
        }

        TensorShape shape = new(output);
        context.SetOutput(0, shape);
        context.SetOutput(1, shape, (int)DataType.Int64);
    }

    private static long OutputSize(ConvolutionAttributes geometry, int axis, long inputSize, bool ceiling)
    {
        if (geometry.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower)
        {
            return geometry.OutputSize(axis, inputSize);
        }

        long stride = geometry.Strides[axis];
        long begin = geometry.PadsBegin[axis];
        long room = inputSize + begin + geometry.PadsEnd[axis] - geometry.Extent(axis);
        if (!ceiling)
        {
            // Division towards zero: a window a little larger than the padded input is applied once, as ONNX Runtime does.
            return (room / stride) + 1;
        }

        // A last window that would begin in the padding after the input is left out.
        long size = ConvolutionAttributes.CeilingDivide(room, stride) + 1;
        return (size - 1) * stride >= inputSize + begin ? size - 1 : size;
    }

    private static void GlobalPool(ShapeContext context)
    {
        if (context.ShapeOfRankAtLeast(0, 2) is { } input)
        {
            context.SetOutput(0, new TensorShape(input.Select((dimension, axis) => axis < 2 ? dimension : Dimension.Of(1))));
        }
    }
}
