using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The kernel of several neighbouring stages of a free chain as one: their stored kernels, and MatMul, Reshape and Transpose over them,
/// which ONNX Runtime computes when it loads the model.
/// </summary>
/// <remarks>
/// From the first stage to the last, each product one of two matrices: (c m, b) times (b, a n), where the later stage takes b channels and
/// m offsets to c channels and what is before it a channels and n offsets to b. A Transpose then moves the m offsets behind a. Products
/// broadcast over c, as of a ring's cores, would need none, but multiply matrices of three columns, for which no processor's kernel is made:
/// with 512 channels they take twice as long.
/// </remarks>
internal sealed class MergedStage(OnnxGraph graph, NodeProto firstNode, string weight, ChainFactors factors)
{
    private readonly FoldedNodes _nodes = new(graph, firstNode);

    /// <summary>Stores the stages and adds what multiplies them.</summary>
    /// <param name="first">The first of the stages.</param>
    /// <param name="last">The last of them, behind the first.</param>
    /// <returns>The value that holds the kernel [w_last, w_(first-1), kh or 1, kw or 1].</returns>
    public string Add(int first, int last)
    {
        StageSize size = factors.SizeOf(first);
        (long inputs, long height, long width) = (size.Inputs, size.Height, size.Width);
        FoldedValue kernel = Store(first, factors.Stages[first], size.Outputs, inputs * height * width);
        string hint = $"{weight}/{string.Concat(Enumerable.Range(first, last - first + 1).Select(factors.Layout.TextOf))}";
        for (int stage = first + 1; stage <= last; stage++)
        {
            size = factors.SizeOf(stage);
            kernel = _nodes.Reshape(hint, kernel, size.Inputs, inputs * height * width);
            kernel = Multiply(hint, stage, size, kernel, inputs, height, width);
            (height, width) = (height * size.Height, width * size.Width);
        }

        return _nodes.Reshape(hint, kernel, size.Outputs, inputs, height, width).Name;
    }

    // (c m, b) times (b, a n), and the offsets of both behind a: i, then j.
    private FoldedValue Multiply(string hint, int stage, StageSize size, FoldedValue kernel, long inputs, long height, long width)
    {
        (bool holdsRows, bool holdsColumns) = (stage == factors.Layout.RowStage, stage == factors.Layout.ColumnStage);
        long rows = (long)size.Outputs * size.Height * size.Width;
        FoldedValue product = _nodes.Product(
            hint, Store(stage, OffsetsBeforeInputs(factors.Stages[stage], size), rows, size.Inputs), kernel, rows, inputs * height * width);
        return (holdsRows, holdsColumns) switch
        {
            (true, true) => _nodes.Transpose(hint, _nodes.Reshape(hint, product, size.Outputs, size.Height, size.Width, inputs), 0, 3, 1, 2),
            (true, false) => _nodes.Transpose(hint, _nodes.Reshape(hint, product, size.Outputs, size.Height, inputs, width), 0, 2, 1, 3),
            (false, true) => _nodes.Transpose(hint, _nodes.Reshape(hint, product, size.Outputs, size.Width, inputs, height), 0, 2, 3, 1),
            _ => product,
        };
    }

    private FoldedValue Store(int stage, double[] numbers, params long[] shape) => new(
        InitializerPlacement.Add(graph, $"{weight}/{factors.Layout.TextOf(stage)}", shape, Array.ConvertAll(numbers, number => (float)number)), shape);

    // [c, b, m] to [c, m, b].
    private static double[] OffsetsBeforeInputs(double[] numbers, StageSize size)
    {
        int offsets = size.Height * size.Width;
        if (offsets == 1)
        {
            return numbers;
        }

        double[] moved = new double[numbers.Length];
        for (int output = 0; output < size.Outputs; output++)
        {
            int start = output * size.Inputs * offsets;
            for (int input = 0; input < size.Inputs; input++)
            {
                for (int offset = 0; offset < offsets; offset++)
                {
                    moved[start + (offset * size.Inputs) + input] = numbers[start + (input * offsets) + offset];
                }
            }
        }

        return moved;
    }
}
