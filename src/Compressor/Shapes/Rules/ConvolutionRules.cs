using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Convolutions: input [N, C, spatial...], weight [T, C/group, kernel...].</summary>
internal static class ConvolutionRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All =>
    [
        new("Conv", Convolution),
        new("ConvTranspose", TransposedConvolution),
    ];

    private static void Convolution(ShapeContext context)
    {
        if (Geometry(context) is not { } geometry)
        {
            return;
        }

        TensorShape weight = context.Shape(1)!;
        Dimension channels = weight[1].Value is { } perGroup ? Dimension.Of(checked(perGroup * geometry.Group)) : Dimension.Unknown;
        TensorShape? input = CheckedInput(context, geometry, channels);
        if (weight[0].Value % geometry.Group is > 0)
        {
            throw context.Malformed($"has {weight[0]} output channels, which its {geometry.Group} groups do not divide");
        }

        Dimension[] output = new Dimension[weight.Rank];
        output[0] = input?[0] ?? Dimension.Unknown;
        output[1] = weight[0];
        for (int axis = 0; axis < geometry.Rank; axis++)
        {
            Dimension size = input?[axis + 2] ?? Dimension.Unknown;
            output[axis + 2] = Arithmetic.Map(size, KeepsSize(geometry, axis), value => Fitting(context, geometry, axis, value));
        }

        context.SetOutput(0, new TensorShape(output));
    }

    private static void TransposedConvolution(ShapeContext context)
    {
        if (Geometry(context) is not { } geometry)
        {
            return;
        }

        // The weight of a transposed convolution is [C, T/group, kernel...].
        TensorShape weight = context.Shape(1)!;
        TensorShape? input = CheckedInput(context, geometry, weight[0]);
        long[]? requested = context.Node.GetInts("output_shape");
        long[] outputPadding = context.Node.GetInts("output_padding") ?? new long[geometry.Rank];
        if (outputPadding.Length != geometry.Rank)
        {
            throw context.Malformed($"has {outputPadding.Length} output_padding for {geometry.Rank} spatial axes");
        }

        Dimension[] output = new Dimension[weight.Rank];
        output[0] = input?[0] ?? Dimension.Unknown;
        output[1] = Arithmetic.Multiply(weight[1], Dimension.Of(geometry.Group));
        for (int axis = 0; axis < geometry.Rank; axis++)
        {
            // output_shape holds the spatial sizes, in some files after batch and channels.
            output[axis + 2] = requested is { } sizes && sizes.Length >= geometry.Rank
                ? Dimension.Of(Math.Max(0, sizes[sizes.Length - geometry.Rank + axis]))
                : Arithmetic.Map(input?[axis + 2] ?? Dimension.Unknown, false, value => TransposedSize(geometry, axis, value, outputPadding[axis]));
        }

        context.SetOutput(0, new TensorShape(output));
    }

    private static long TransposedSize(ConvolutionAttributes geometry, int axis, long size, long outputPadding)
    {
        long unpadded = checked(geometry.Strides[axis] * (size - 1)) + outputPadding + geometry.Extent(axis);

        // SAME cuts the output down to input * stride; where the window is smaller than the stride there is nothing to cut.
        return geometry.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower
            ? Math.Min(unpadded, checked(size * geometry.Strides[axis]))
            : unpadded - geometry.PadsBegin[axis] - geometry.PadsEnd[axis];
    }

    // The weight gives the rank; where even its shape is unknown nothing can be said.
    private static ConvolutionAttributes? Geometry(ShapeContext context)
    {
        TensorShape? weight = context.ShapeOfRankAtLeast(1, 3);
        long[]? declared = context.Node.GetInts("kernel_shape");
        if (weight is null || (!weight.Skip(2).All(dimension => dimension.IsKnown) && declared is null))
        {
            return null;
        }

        long[] kernel = [.. weight.Skip(2).Select((dimension, axis) => dimension.Value ?? declared!.ElementAtOrDefault(axis))];
        return ConvolutionAttributes.Read(context.Node, kernel);
    }

    private static TensorShape? CheckedInput(ShapeContext context, ConvolutionAttributes geometry, Dimension channels)
    {
        if (context.Shape(0) is not { } input)
        {
            return null;
        }

        if (input.Rank != geometry.Rank + 2)
        {
            throw context.Malformed($"has the input {input}, but its weight is for {geometry.Rank} spatial axes");
        }

        return input[1].Contradicts(channels)
            ? throw context.Malformed($"has an input of {input[1]} channels, but its weight is for {channels}")
            : input;
    }

    private static bool KeepsSize(ConvolutionAttributes geometry, int axis) =>
        geometry.Strides[axis] == 1
        && (geometry.AutoPad is AutoPadding.SameUpper or AutoPadding.SameLower
            || geometry.PadsBegin[axis] + geometry.PadsEnd[axis] == geometry.Extent(axis) - 1);

    private static long Fitting(ShapeContext context, ConvolutionAttributes geometry, int axis, long inputSize)
    {
        long size = geometry.OutputSize(axis, inputSize);
        return size >= 1 || inputSize == 0
            ? size
            : throw context.Malformed(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"has a window of extent {geometry.Extent(axis)} that does not fit its padded input of size {inputSize + geometry.PadsBegin[axis] + geometry.PadsEnd[axis]}"));
    }
}
