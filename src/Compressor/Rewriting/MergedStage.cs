using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>
/// The kernel of several neighbouring stages of a free chain as one: their stored kernels, and nodes over them, which ONNX Runtime computes
/// when it loads the model.
/// </summary>
/// <remarks>
/// In a network of small layers each node takes longer than its arithmetic: there, from the last stage to the first, one Conv a stage composes
/// the kernels. In wide layers arithmetic and copies count: each product is one of two matrices, (outputs and offsets so far, b) times
/// (b, a and own offsets). The offsets so far are before the inputs then, and one Transpose at the end moves them behind; to move one axis
/// takes a third of what others take. Products broadcast over the outputs need no Transpose, but multiply matrices of three columns, for which
/// no processor's kernel is made: with 512 channels they take twice as long.
/// </remarks>
internal sealed class MergedStage
{
    private readonly OnnxGraph _graph;
    private readonly FoldedNodes _nodes;
    private readonly string _weight;
    private readonly ChainFactors _factors;
    private readonly int _first;
    private readonly int _last;

    /// <summary>Prepares.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstNode">The first convolution that reads the kernel.</param>
    /// <param name="weight">The weight's name.</param>
    /// <param name="factors">The chain.</param>
    /// <param name="range">The first of the stages and the last of them, behind the first.</param>
    public MergedStage(OnnxGraph graph, NodeProto firstNode, string weight, ChainFactors factors, (int First, int Last) range)
    {
        _graph = graph;
        _nodes = new FoldedNodes(graph, firstNode);
        _weight = weight;
        _factors = factors;
        (_first, _last) = range;
    }

    private bool HoldsRows => IsWithin(_factors.Layout.RowStage);

    private bool HoldsColumns => IsWithin(_factors.Layout.ColumnStage);

    /// <summary>Stores the stages and adds what multiplies them.</summary>
    /// <returns>The value that holds the kernel [w_last, w_(first-1), kh or 1, kw or 1].</returns>
    public string Add()
    {
        string hint = $"{_weight}/{string.Concat(Enumerable.Range(_first, _last - _first + 1).Select(_factors.Layout.TextOf))}";
        return (IsSmall() ? Compose(hint) : Multiply(hint)).Name;
    }

    // Of a last stage without offsets and offsets of the stage before it, composing multiplies with a zero for each offset but one: a product
    // of two matrices and a Reshape, which nothing has to be moved for, are faster where that is much.
    private bool BeginsWithProduct()
    {
        (StageSize last, StageSize before) = (_factors.SizeOf(_last), _factors.SizeOf(_last - 1));
        int offsets = before.Height * before.Width;
        return last is { Height: 1, Width: 1 } && offsets > 1
            && ComposedKernel.Work(last.Outputs, last.Inputs, before.Inputs, offsets, offsets) > ComposedKernel.WorkOfNode;
    }

    private bool IsSmall()
    {
        StageSize size = _factors.SizeOf(_last);
        (long outputs, long offsets) = (size.Outputs, size.Height * size.Width);
        bool isProduct = BeginsWithProduct();
        long work = 0;
        for (int stage = _last - 1; stage >= _first; stage--)
        {
            size = _factors.SizeOf(stage);
            long own = size.Height * size.Width;
            offsets *= own;
            work += isProduct ? outputs * size.Outputs * size.Inputs * own : ComposedKernel.Work(outputs, size.Outputs, size.Inputs, own, offsets);
            isProduct = false;
        }

        return work <= ComposedKernel.MostWork;
    }

    private FoldedValue Compose(string hint)
    {
        int stage = _last - 1;
        StageSize size = _factors.SizeOf(_last);
        FoldedValue kernel;
        if (BeginsWithProduct())
        {
            StageSize before = _factors.SizeOf(stage);
            long columns = (long)before.Inputs * before.Height * before.Width;
            FoldedValue left = Store(_last, _factors.Stages[_last], size.Outputs, size.Inputs);
            FoldedValue right = Store(stage, _factors.Stages[stage], before.Outputs, columns);
            kernel = _nodes.Product(hint, left, right, size.Outputs, columns);
            kernel = _nodes.Reshape(hint, kernel, size.Outputs, before.Inputs, before.Height, before.Width);
            stage--;
        }
        else
        {
            kernel = Store(_last, _factors.Stages[_last], size.Outputs, size.Inputs, size.Height, size.Width);
        }

        for (; stage >= _first; stage--)
        {
            size = _factors.SizeOf(stage);
            double[] turned = ComposedKernel.Turn(_factors.Stages[stage], size.Outputs, size.Inputs, size.Height * size.Width);
            kernel = _nodes.Compose(hint, kernel, Store(stage, turned, size.Inputs, size.Outputs, size.Height, size.Width));
        }

        return kernel;
    }

    private FoldedValue Multiply(string hint)
    {
        StageSize size = _factors.SizeOf(_last);
        long outputs = size.Outputs;
        FoldedValue kernel = Store(_last, OffsetsBeforeInputs(_last), [outputs, .. AxesOf(_last), size.Inputs]);
        for (int stage = _last - 1; stage > _first; stage--)
        {
            size = _factors.SizeOf(stage);
            long columns = (long)size.Inputs * size.Height * size.Width;
            long[] before = kernel.Shape[..^1];
            kernel = _nodes.Product(hint, kernel, Store(stage, OffsetsBeforeInputs(stage), size.Outputs, columns), [.. before, columns]);
            kernel = _nodes.Reshape(hint, kernel, [.. before, .. AxesOf(stage), size.Inputs]);
        }

        // The offsets of the first stage stay where they are, behind the inputs.
        size = _factors.SizeOf(_first);
        long last = (long)size.Inputs * size.Height * size.Width;
        long[] done = kernel.Shape[..^1];
        kernel = _nodes.Product(hint, kernel, Store(_first, _factors.Stages[_first], size.Outputs, last), [.. done, last]);
        if (done.Length == 1)
        {
            return _nodes.Reshape(hint, kernel, outputs, size.Inputs, size.Height, size.Width);
        }

        kernel = _nodes.Reshape(hint, kernel, [.. done, size.Inputs, .. AxesOf(_first)]);
        bool rowsAreBefore = _factors.Layout.RowStage != _first;
        bool columnsAreBefore = _factors.Layout.ColumnStage != _first;
        return (rowsAreBefore, columnsAreBefore) switch
        {
            // Of two offsets in front those of the later stage come first.
            (true, true) => _factors.Layout.ColumnStage > _factors.Layout.RowStage && HoldsRows && HoldsColumns
                ? _nodes.Transpose(hint, kernel, 0, 3, 2, 1)
                : _nodes.Transpose(hint, kernel, 0, 3, 1, 2),
            (true, false) => _nodes.Transpose(hint, kernel, 0, 2, 1, 3),
            _ => _nodes.Transpose(hint, kernel, 0, 2, 3, 1),
        };
    }

    private bool IsWithin(int stage) => _factors.Layout.HasSpatialModes && stage >= _first && stage <= _last;

    // The axes of a stage's offsets; one of size 1 for those that no stage of the range holds.
    private long[] AxesOf(int stage)
    {
        (int height, int width) = (_factors.Shape.Height, _factors.Shape.Width);
        return !_factors.Layout.HasSpatialModes ? []
            : (stage == _factors.Layout.RowStage, stage == _factors.Layout.ColumnStage) switch
            {
                (true, true) => [height, width],
                (true, false) => HoldsColumns ? [height] : [height, 1],
                (false, true) => HoldsRows ? [width] : [1, width],
                _ => [],
            };
    }

    private FoldedValue Store(int stage, double[] numbers, params long[] shape) => new(
        InitializerPlacement.Add(_graph, $"{_weight}/{_factors.Layout.TextOf(stage)}", shape, Array.ConvertAll(numbers, number => (float)number)), shape);

    // [b, a, offsets] to [b, offsets, a].
    private double[] OffsetsBeforeInputs(int stage)
    {
        StageSize size = _factors.SizeOf(stage);
        double[] numbers = _factors.Stages[stage];
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
