using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// A kernel as branches that run side by side between two 1x1 convolutions: what the plan C|ij|T of a ring with R2 = 1 computes, only that
/// each branch has filters of its own: W(t,c,i,j) = sum over w, b of O(t,w,b) F(w,b,i,j) U(w,c). The middle is a depthwise convolution
/// with b filters a channel, or b with one (<see cref="BranchSize.RunsSplit"/>); b = 1 is the canonical decomposition of the kernel with i and j as one mode.
/// </summary>
internal sealed class BranchFactors : FactorizedKernel
{
    private readonly double[] _channels;
    private readonly double[] _filters;
    private readonly double[] _outputs;

    /// <summary>Wraps the kernels of the three stages; their numbers are rounded to float32, as they will be stored.</summary>
    /// <param name="shape">The sizes of the kernel that they stand for.</param>
    /// <param name="size">The widths.</param>
    /// <param name="channels">U, [w, C].</param>
    /// <param name="filters">F, [w b, 1, kh, kw].</param>
    /// <param name="outputs">O, [T, w b].</param>
    /// <param name="runsDense">Whether the stages are multiplied when the model is loaded.</param>
    /// <exception cref="ArgumentException">A count does not fit the sizes.</exception>
    public BranchFactors(KernelShape shape, BranchSize size, double[] channels, double[] filters, double[] outputs, bool runsDense = false)
    {
        Shape = shape;
        Size = size;
        RunsDense = runsDense;
        _channels = Rounded(channels, (long)size.Branches * shape.InputChannels, nameof(channels));
        _filters = Rounded(filters, (long)size.Branches * size.Outputs * shape.Height * shape.Width, nameof(filters));
        _outputs = Rounded(outputs, (long)shape.OutputChannels * size.Branches * size.Outputs, nameof(outputs));
    }

    /// <summary>The stages that are stored, as a ring's.</summary>
    public static ChainCuts StoredCuts => ChainCuts.AfterChannels | ChainCuts.AfterColumns;

    /// <summary>The stages that run, as a ring's.</summary>
    public ChainCuts Cuts => RunsDense ? ChainCuts.None : StoredCuts;

    /// <summary>The widths.</summary>
    public BranchSize Size { get; }

    /// <summary>U, [w, C].</summary>
    public IReadOnlyList<double> Channels => _channels;

    /// <summary>F, [w b, 1, kh, kw].</summary>
    public IReadOnlyList<double> Filters => _filters;

    /// <summary>O, [T, w b].</summary>
    public IReadOnlyList<double> Outputs => _outputs;

    /// <inheritdoc/>
    public override string Family => "branches";

    /// <inheritdoc/>
    public override string Plan => new ChainPlan(ChainLayout.Of(StoredCuts), RunsDense ? ChainMerges.All : ChainMerges.None).ToString();

    /// <inheritdoc/>
    public override bool RunsDense { get; }

    /// <inheritdoc/>
    public override KernelShape Shape { get; }

    /// <summary>w, b.</summary>
    public override IReadOnlyList<int> Ranks => [Size.Branches, Size.Outputs];

    /// <inheritdoc/>
    public override long Parameters => ConvolutionCost.BranchParameters(Shape, Size);

    /// <inheritdoc/>
    public override long Macs(ConvolutionSize size) => ConvolutionCost.RingMacs(size, Size.AsRing, Cuts);

    /// <inheritdoc/>
    public override IReadOnlyList<ChainValue> InnerValues => ChainValue.OfBranches(Size, Cuts);

    /// <summary>The same with other outputs.</summary>
    /// <param name="outputs">O, [T, w b].</param>
    public BranchFactors WithOutputs(double[] outputs) => new(Shape, Size, _channels, _filters, outputs, RunsDense);

    /// <inheritdoc/>
    public override BranchFactors ToDense() => RunsDense ? this : new(Shape, Size, _channels, _filters, _outputs, runsDense: true);

    /// <inheritdoc/>
    public override BranchFactors WithEvenScales()
    {
        (double[] channels, double[] filters, double[] outputs) = ([.. _channels], [.. _filters], [.. _outputs]);
        int offsets = Shape.Height * Shape.Width;
        EvenScales.Apply(
        [
            new SharedIndex(Size.Branches, channels, Shape.InputChannels, filters, Size.Outputs * offsets),
            new SharedIndex(Size.Branches * Size.Outputs, filters, offsets, outputs, 1),
        ]);
        return new(Shape, Size, channels, filters, outputs, RunsDense);
    }

    /// <inheritdoc/>
    public override float[] Reconstruct()
    {
        int offsets = Shape.Height * Shape.Width;
        double[] kernel = new double[Shape.Size];
        for (int branch = 0; branch < Size.Branches; branch++)
        {
            for (int b = 0; b < Size.Outputs; b++)
            {
                int feature = (branch * Size.Outputs) + b;
                double[] plane = Feature(branch, feature, offsets);
                for (int t = 0; t < Shape.OutputChannels; t++)
                {
                    VectorKernels.AddScaled(
                        kernel.AsSpan(t * plane.Length, plane.Length), _outputs[(t * Size.Branches * Size.Outputs) + feature], plane);
                }
            }
        }

        return Array.ConvertAll(kernel, number => (float)number);
    }

    // What one channel between the last two stages is of the patch: C kh kw numbers.
    private double[] Feature(int branch, int feature, int offsets)
    {
        double[] plane = new double[Shape.InputChannels * offsets];
        ReadOnlySpan<double> filter = _filters.AsSpan(feature * offsets, offsets);
        for (int c = 0; c < Shape.InputChannels; c++)
        {
            VectorKernels.AddScaled(plane.AsSpan(c * offsets, offsets), _channels[(branch * Shape.InputChannels) + c], filter);
        }

        return plane;
    }

    private static double[] Rounded(double[] numbers, long count, string name) => numbers.Length == count
        ? Array.ConvertAll(numbers, number => (double)(float)number)
        : throw new ArgumentException($"{count} numbers are wanted, not {numbers.Length}.", name);
}
