using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// What the factors of a layer are fitted to: a kernel W, and the second moment S of the input patches that says which of its
/// changes count, E = tr((W - W') S (W - W')^T) / tr(W S W^T): the mean squared change of the layer's output over its mean square.
/// </summary>
internal sealed class FittingTarget
{
    private readonly Lazy<Matrix> _kernel;
    private readonly Lazy<OrderedTarget>[] _ordered;

    /// <summary>A target.</summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="kernel">W, T x (C kh kw), last index fastest.</param>
    /// <param name="moment">S in the same order.</param>
    public FittingTarget(KernelShape shape, Matrix kernel, PatchMoment moment)
        : this(shape, new Lazy<Matrix>(kernel), moment)
    {
    }

    // The widest kernels take gigabytes in float64, and some of them are never looked at so.
    private FittingTarget(KernelShape shape, Lazy<Matrix> kernel, PatchMoment moment)
    {
        Shape = shape;
        _kernel = kernel;
        HasWholeMoment = moment is DenseMoment;
        _ordered =
        [
            new(() => new OrderedTarget(shape, kernel.Value, moment, columnsFirst: false)),
            new(() => new OrderedTarget(shape, kernel.Value, moment, columnsFirst: true)),
        ];
    }

    /// <summary>A target from a kernel of float32 numbers, T C kh kw, last index fastest, which is not copied.</summary>
    public static FittingTarget Of(KernelShape shape, float[] kernel, PatchMoment moment)
    {
        Lazy<Matrix> numbers = new(() => new Matrix(
            shape.OutputChannels, kernel.Length / shape.OutputChannels, Array.ConvertAll(kernel, number => (double)number)));
        return new FittingTarget(shape, numbers, moment)
        {
            Pairs = moment == ChannelMoment.Identity && shape is { Height: 1, Width: 1 } ? new PlainPairs(shape, kernel) : null,
        };
    }

    /// <summary>The kernel's sizes.</summary>
    public KernelShape Shape { get; }

    /// <summary>W, T x (C kh kw).</summary>
    public Matrix Kernel => _kernel.Value;

    /// <summary>The pairs of a 1x1 kernel of float32 numbers where S = I; null elsewhere.</summary>
    public PlainPairs? Pairs { get; private init; }

    /// <summary>Whether S is known whole, so that E is exact for these inputs.</summary>
    public bool HasWholeMoment { get; }

    /// <summary>
    /// A target whose errors count by what they do to the network's output. Its kernel is L^T W, and so are those that are fitted to it;
    /// <see cref="Restore"/> makes factors of W of what was found.
    /// </summary>
    /// <param name="shape">The kernel's sizes.</param>
    /// <param name="kernel">W, T x (C kh kw), last index fastest.</param>
    /// <param name="moment">S in the same order.</param>
    /// <param name="weighting">How outputs count; null: alike.</param>
    public static FittingTarget Weighted(KernelShape shape, Matrix kernel, PatchMoment moment, OutputWeighting? weighting) =>
        new(shape, weighting?.Weigh(kernel) ?? kernel, moment) { Weighting = weighting };

    /// <summary>How outputs count; null: alike.</summary>
    public OutputWeighting? Weighting { get; private init; }

    /// <summary>Factors for the layer from factors that were fitted to this target.</summary>
    public FactorizedKernel Restore(FactorizedKernel factors) => Weighting?.Restore(factors) ?? factors;

    /// <summary>W as float32 numbers, T C kh kw.</summary>
    public float[] ToKernel() => Array.ConvertAll(Kernel.Data, number => (float)number);

    /// <summary>The target in the order in which a chain takes the modes: C, i, j, T or C, j, i, T.</summary>
    public OrderedTarget InOrder(bool columnsFirst) => _ordered[columnsFirst ? 1 : 0].Value;

    /// <summary>E of a kernel W', T C kh kw numbers, before it is restored where outputs are weighted.</summary>
    public double SquaredError(ReadOnlySpan<float> approximation)
    {
        OrderedTarget target = InOrder(columnsFirst: false);
        Matrix product = new(target.Kernel.Rows, target.Kernel.Columns);
        for (int t = 0; t < product.Columns; t++)
        {
            for (int p = 0; p < product.Rows; p++)
            {
                product[p, t] = approximation[(t * product.Rows) + p];
            }
        }

        return target.SquaredError(product);
    }
}
