using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// A kernel as a chain of convolutions whose kernels are stored: what an execution plan of a ring computes, free of the
/// ring's ties between its branches. Stage k maps w_(k-1) channels to w_k, with w_0 = C and w_last = T; the widths between are the
/// ranks. For 1x1 kernels the chain C|T is the low-rank pair W = B A, which is what a ring becomes without spatial modes. The stages run
/// one after the other, or some neighbours as one: that changes what a run costs, not what is stored.
/// </summary>
internal sealed class ChainFactors : FactorizedKernel
{
    // About so many numbers of a kernel are made at once.
    private const int ReconstructedTogether = 8_000_000;

    private readonly double[][] _stages;
    private readonly int[] _ranks;

    /// <summary>Wraps the kernels of the stages; their numbers are rounded to float32, as they will be stored.</summary>
    /// <param name="shape">The sizes of the kernel that the chain stands for.</param>
    /// <param name="layout">Which modes each stage holds.</param>
    /// <param name="ranks">The widths between the stages, one fewer than there are stages.</param>
    /// <param name="stages">
    /// The stages' kernels: [w_k, w_(k-1), kh, kw], last index fastest, with 1 for kh and kw where a stage does not hold them.
    /// </param>
    /// <param name="merges">Which neighbours run as one.</param>
    /// <exception cref="ArgumentException">The counts do not fit each other, or the layout has no place for the kernel's offsets.</exception>
    public ChainFactors(
        KernelShape shape, ChainLayout layout, IReadOnlyList<int> ranks, IReadOnlyList<double[]> stages, ChainMerges merges = ChainMerges.None)
    {
        if (!layout.HasSpatialModes && shape is not { Height: 1, Width: 1 })
        {
            throw new ArgumentException($"The chain {layout} has no place for the offsets of a {shape} kernel.", nameof(layout));
        }

        if (ranks.Count != layout.StageCount - 1 || stages.Count != layout.StageCount || ranks.Any(rank => rank < 1))
        {
            throw new ArgumentException($"The chain {layout} takes {layout.StageCount} kernels and a rank between each two, not {stages.Count} and {ranks.Count}.", nameof(stages));
        }

        Shape = shape;
        Layout = layout;
        Execution = new ChainPlan(layout, merges);
        _ranks = [.. ranks];
        _stages = [.. stages.Select(stage => Array.ConvertAll(stage, number => (double)(float)number))];
        for (int stage = 0; stage < _stages.Length; stage++)
        {
            StageSize size = StageSize.Of(shape, layout, _ranks, stage);
            if (_stages[stage].Length != size.Count)
            {
                throw new ArgumentException($"Stage {layout.TextOf(stage)} holds {size.Count} numbers, {_stages[stage].Length} were given.", nameof(stages));
            }
        }
    }

    /// <summary>A 1x1 kernel as the pair W = B A.</summary>
    /// <param name="reduce">A, r x C.</param>
    /// <param name="expand">B, T x r.</param>
    /// <exception cref="ArgumentException">The matrices have no product.</exception>
    public static ChainFactors Pair(Matrix reduce, Matrix expand) => reduce.Rows == expand.Columns
        ? new(new KernelShape(expand.Rows, reduce.Columns, 1, 1), ChainLayout.Pair, [reduce.Rows], [reduce.Data, expand.Data])
        : throw new ArgumentException($"{expand.Rows} x {expand.Columns} and {reduce.Rows} x {reduce.Columns} have no product.", nameof(expand));

    /// <summary>Which modes each stored stage holds.</summary>
    public ChainLayout Layout { get; }

    /// <summary>How the stages run.</summary>
    public ChainPlan Execution { get; }

    /// <summary>The kernels of the stages, every number of which is a float32 number; their sizes are <see cref="SizeOf"/>'s.</summary>
    public IReadOnlyList<double[]> Stages => _stages;

    /// <inheritdoc/>
    public override string Family => Layout == ChainLayout.Pair ? "pair" : "chain";

    /// <inheritdoc/>
    public override string Plan => Execution.ToString();

    /// <inheritdoc/>
    public override bool RunsDense => Execution.IsDense;

    /// <inheritdoc/>
    public override KernelShape Shape { get; }

    /// <summary>The widths between the stages.</summary>
    public override IReadOnlyList<int> Ranks => _ranks;

    /// <inheritdoc/>
    public override long Parameters => ConvolutionCost.ChainParameters(Shape, Layout, _ranks);

    /// <summary>The sizes of a stage's kernel.</summary>
    public StageSize SizeOf(int stage) => StageSize.Of(Shape, Layout, _ranks, stage);

    /// <inheritdoc/>
    public override long Macs(ConvolutionSize size) => ConvolutionCost.ChainMacs(size, Execution.Running, Execution.Widths(_ranks));

    /// <inheritdoc/>
    public override IReadOnlyList<ChainValue> InnerValues => ChainValue.OfChain(Execution.Running, Execution.Widths(_ranks));

    /// <summary>The same chain with other numbers, run by the same plan.</summary>
    /// <param name="stages">The stages' kernels, of the same sizes.</param>
    /// <exception cref="ArgumentException">A stage holds another number of numbers.</exception>
    public ChainFactors WithStages(IReadOnlyList<double[]> stages) => new(Shape, Layout, _ranks, stages, Execution.Merges);

    /// <summary>The same chain run by another plan.</summary>
    /// <param name="merges">Which neighbours run as one.</param>
    public ChainFactors WithMerges(ChainMerges merges) => merges == Execution.Merges ? this : new(Shape, Layout, _ranks, _stages, merges);

    /// <inheritdoc/>
    public override ChainFactors ToDense() => RunsDense ? this : WithMerges(ChainMerges.All);

    /// <inheritdoc/>
    public override ChainFactors WithEvenScales()
    {
        double[][] stages = [.. _stages.Select(stage => stage.ToArray())];
        EvenScales.Apply([.. Enumerable.Range(0, _ranks.Length).Select(at =>
        {
            StageSize next = SizeOf(at + 1);
            return new SharedIndex(_ranks[at], stages[at], stages[at].Length / _ranks[at], stages[at + 1], next.Height * next.Width);
        })]);
        return WithStages(stages);
    }

    /// <inheritdoc/>
    public override float[] Reconstruct()
    {
        // From the input on: product(w_k, offsets, c), the offsets of later stages before those of earlier ones, so that each step is
        // one matrix product without moving what is there. Only the small stage kernels and, once, the result change their order.
        Matrix product = OffsetsBeforeInputs(0);
        float[] kernel = new float[Shape.Size];
        if (_stages.Length == 1)
        {
            ToKernel(product.Data, kernel, Shape.OutputChannels);
            return kernel;
        }

        for (int stage = 1; stage < _stages.Length - 1; stage++)
        {
            Matrix next = OffsetsBeforeInputs(stage);
            product = MatrixProduct.Multiply(next, product.Reshape(next.Columns, product.Data.Length / next.Columns));
        }

        Matrix last = OffsetsBeforeInputs(_stages.Length - 1);
        product = product.Reshape(last.Columns, product.Data.Length / last.Columns);
        int rows = last.Rows / Shape.OutputChannels;
        // Some output channels at a time: the widest kernels take gigabytes in float64.
        int together = Math.Max(1, ReconstructedTogether / (rows * product.Columns));
        for (int first = 0; first < Shape.OutputChannels; first += together)
        {
            int count = Math.Min(together, Shape.OutputChannels - first);
            Matrix part = new(count * rows, last.Columns, last.Data[(first * rows * last.Columns)..((first + count) * rows * last.Columns)]);
            ToKernel(MatrixProduct.Multiply(part, product).Data, kernel.AsSpan((int)(first * (Shape.Size / Shape.OutputChannels))), count);
        }

        return kernel;
    }

    // [w_k, w_(k-1), offsets] as the matrix (w_k offsets) x w_(k-1).
    private Matrix OffsetsBeforeInputs(int stage)
    {
        StageSize size = SizeOf(stage);
        int offsets = size.Height * size.Width;
        double[] numbers = _stages[stage];
        if (offsets > 1)
        {
            double[] moved = new double[numbers.Length];
            for (int a = 0; a < size.Outputs; a++)
            {
                Matrix slice = new(size.Inputs, offsets, numbers[(a * size.Inputs * offsets)..((a + 1) * size.Inputs * offsets)]);
                slice.Transpose().Data.CopyTo(moved, a * size.Inputs * offsets);
            }

            numbers = moved;
        }

        return new Matrix(size.Outputs * offsets, size.Inputs, numbers);
    }

    // (t, offsets, c) to (t, c, i, j) for some t. Where the rows come in an earlier stage than the columns, j is before i.
    private void ToKernel(double[] product, Span<float> kernel, int outputs)
    {
        (int channels, int height, int width) = (Shape.InputChannels, Shape.Height, Shape.Width);
        bool columnsFirst = Layout.RowStage < Layout.ColumnStage;
        int offsets = height * width;
        for (int t = 0; t < outputs; t++)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    int at = ((t * offsets) + (columnsFirst ? (j * height) + i : (i * width) + j)) * channels;
                    int to = (t * channels * offsets) + (i * width) + j;
                    for (int c = 0; c < channels; c++)
                    {
                        kernel[to + (c * offsets)] = (float)product[at + c];
                    }
                }
            }
        }
    }
}
