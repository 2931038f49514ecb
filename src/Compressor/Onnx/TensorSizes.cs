using System.Globalization;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Sizes of tensors, checked against negative and overflowing dimensions.</summary>
internal static class TensorSizes
{
    /// <summary>The number of elements that a tensor's dimensions give; 1 for a scalar.</summary>
    /// <exception cref="RsdtrException">A dimension is negative or the product leaves 64 bits (RSDTR1005).</exception>
    public static long ElementCount(TensorProto tensor) => ElementCount(new LocatedTensor(tensor, $"tensor '{tensor.Name}'"));

    /// <inheritdoc cref="ElementCount(TensorProto)"/>
    public static long ElementCount(LocatedTensor located)
    {
        IList<long> dims = located.Tensor.Dims;
        long count = 1;
        bool empty = false;
        bool overflow = false;
        foreach (long dim in dims)
        {
            if (dim < 0)
            {
                throw Malformed(located, $"has the negative dimension {dim.ToString(CultureInfo.InvariantCulture)} in its shape {Format(dims)}");
            }

            empty |= dim == 0;
            overflow |= dim > 0 && count > long.MaxValue / dim;
            count = overflow ? count : count * Math.Max(1, dim);
        }

        // A zero anywhere makes the product zero, whatever the other dimensions are.
        if (empty)
        {
            return 0;
        }

        return overflow ? throw Malformed(located, $"has more than 2^63 elements by its shape {Format(dims)}") : count;
    }

    /// <summary>The bytes that a tensor takes as raw data, or null for strings and for types that are not known.</summary>
    /// <exception cref="RsdtrException">The dimensions are impossible (RSDTR1005).</exception>
    public static long? StoredBytes(LocatedTensor located)
    {
        long count = ElementCount(located);
        if (ElementTypes.Bits(located.Tensor.DataType) is not { } bits)
        {
            return null;
        }

        if (count > long.MaxValue / bits)
        {
            throw Malformed(located, $"has more than 2^63 bits by its shape {Format(located.Tensor.Dims)}");
        }

        return ((count * bits) + 7) / 8;
    }

    /// <summary>A shape in messages: <c>[64, 3, 3, 3]</c>.</summary>
    public static string Format(IEnumerable<long> dims) =>
        $"[{string.Join(", ", dims.Select(dim => dim.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>The error that a tensor is damaged.</summary>
    public static RsdtrException Malformed(LocatedTensor located, string what) =>
        new(ModelDiagnostics.MalformedTensor, $"The {located.Place} {what}: export the model again.");
}
