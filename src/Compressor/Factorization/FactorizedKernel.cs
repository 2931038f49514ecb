using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Factorization;

/// <summary>The kernel of a convolution, or the matrix of a fully connected layer as a 1x1 kernel, as a product of smaller ones: what is stored, what a run costs, and what it stands for.</summary>
internal abstract class FactorizedKernel
{
    /// <summary>The kind of factorization as reports name it.</summary>
    public abstract string Family { get; }

    /// <summary>The stages that run, as reports name them.</summary>
    public abstract string Plan { get; }

    /// <summary>The sizes of the kernel that it stands for.</summary>
    public abstract KernelShape Shape { get; }

    /// <summary>The ranks in the order that reports give them.</summary>
    public abstract IReadOnlyList<int> Ranks { get; }

    /// <summary>The numbers that the factors hold.</summary>
    public abstract long Parameters { get; }

    /// <summary>Multiply-accumulate operations of one run with one image.</summary>
    public abstract long Macs(ConvolutionSize size);

    /// <summary>The values that the chain's stages hand on, in the order of execution; the last stage's output is none of them.</summary>
    public abstract IReadOnlyList<ChainValue> InnerValues { get; }

    /// <summary>Whether all stages are merged when the model is loaded, so that the dense layer runs.</summary>
    public abstract bool RunsDense { get; }

    /// <summary>The same numbers run as the dense layer: what is stored stays, what a run costs becomes what the original's does.</summary>
    public abstract FactorizedKernel ToDense();

    /// <summary>The same kernel with its scale shared evenly among the factors (<see cref="EvenScales"/>): what they compute stays the same to the last bit.</summary>
    public abstract FactorizedKernel WithEvenScales();

    /// <summary>The kernel that the factors stand for once they are rounded to float32 as they are stored: T C kh kw numbers.</summary>
    public abstract float[] Reconstruct();
}
