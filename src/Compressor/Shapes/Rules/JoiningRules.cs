using System.Collections.Immutable;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Concat and Split.</summary>
internal static class JoiningRules
{
    public static IEnumerable<KeyValuePair<string, ShapeRule>> All => [new("Concat", Concat), new("Split", Split)];

    private static void Concat(ShapeContext context)
    {
        TensorShape?[] inputs = [.. Enumerable.Range(0, context.InputCount).Select(context.Shape)];
        if (inputs.FirstOrDefault(shape => shape is not null) is not { } first)
        {
            return;
        }

        // Operator set 1 joins along axis 1 where no axis is given; later ones require it.
        int axis = context.Axis(context.Node.GetInt("axis", 1), first.Rank);
        Dimension[] output = [.. first];
        output[axis] = Dimension.Of(0);
        foreach (TensorShape? shape in inputs)
        {
            Join(context, output, axis, shape);
        }

        TensorShape result = new(output);
        context.SetOutput(0, result, content: Content(context, inputs, axis));
    }

    private static void Join(ShapeContext context, Dimension[] output, int axis, TensorShape? shape)
    {
        if (shape is null)
        {
            output[axis] = Dimension.Unknown;
            return;
        }

        if (shape.Rank != output.Length)
        {
            throw context.Malformed($"joins {shape} with tensors of {output.Length} axes");
        }

        for (int other = 0; other < output.Length; other++)
        {
            if (other == axis)
            {
                output[axis] = Arithmetic.Add(output[axis], shape[axis]);
            }
            else if (output[other].Contradicts(shape[other]))
            {
                throw context.Malformed($"joins tensors along axis {axis} that differ along axis {other}: {output[other]} and {shape[other]}");
            }
            else
            {
                output[other] = output[other].Or(shape[other]);
            }
        }
    }

    // Blocks of consecutive elements, one from each input in turn.
    private static ImmutableArray<Element>? Content(ShapeContext context, TensorShape?[] inputs, int axis)
    {
        ImmutableArray<Element>?[] contents = [.. Enumerable.Range(0, inputs.Length).Select(index => context.Input(index).Content)];
        if (Array.Exists(contents, content => content is null) || Array.Exists(inputs, shape => shape?.IsFullyKnown != true)
            || contents.Sum(content => content!.Value.Length) > ValueFacts.MaxContent)
        {
            return null;
        }

        long outer = inputs[0]!.Take(axis).Aggregate(1L, (product, dimension) => product * dimension.Value!.Value);
        ImmutableArray<Element>.Builder result = ImmutableArray.CreateBuilder<Element>();
        for (int block = 0; block < outer; block++)
        {
            foreach (ImmutableArray<Element>? content in contents)
            {
                int length = (int)(content!.Value.Length / outer);
                result.AddRange(content.Value.AsSpan().Slice(block * length, length));
            }
        }

        return result.ToImmutable();
    }

    private static void Split(ShapeContext context)
    {
        if (context.Shape(0) is not { } input)
        {
            return;
        }

        int axis = context.Axis(context.Node.GetInt("axis", 0), input.Rank);
        long[]? sizes = context.IntegersOf("split", 1, out bool given);
        if (sizes is not null && (sizes.Length != context.OutputCount || Array.Exists(sizes, size => size < 0) || input[axis].Contradicts(Dimension.Of(sizes.Sum()))))
        {
            throw context.Malformed($"splits axis {axis} of its input {input} into {TensorSizes.Format(sizes)} for {context.OutputCount} outputs");
        }

        long start = 0;
        for (int output = 0; output < context.OutputCount; output++)
        {
            Dimension size = sizes is not null ? Dimension.Of(sizes[output]) : given ? Dimension.Unknown : EqualPart(context, input[axis], output);
            TensorShape shape = input.With(axis, size);
            long offset = start;
            context.SetOutput(output, shape, content: ContentMap.Gather(shape, context.Input(0), (to, from) =>
            {
                to.CopyTo(from);
                from[axis] += offset;
            }));
            start += size.Value ?? 0;
        }
    }

    // Without sizes the parts are equal; from operator set 18 on the last is smaller where they cannot be.
    private static Dimension EqualPart(ShapeContext context, Dimension whole, int output)
    {
        long parts = Math.Max(1, context.Node.TryGetInt("num_outputs") ?? context.OutputCount);
        if (whole.Value is not { } size)
        {
            return Dimension.Unknown;
        }

        if (size % parts != 0 && context.Opset < 18)
        {
            throw context.Malformed($"splits {size} elements into {parts} equal parts");
        }

        long part = ConvolutionAttributes.CeilingDivide(size, parts);
        return Dimension.Of(Math.Clamp(size - (output * part), 0, part));
    }
}
