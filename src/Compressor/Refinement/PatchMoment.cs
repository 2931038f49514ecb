using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// The second moment S of the input patches of a convolution, P = C kh kw numbers in the order in which a chain takes them: what
/// the norm of a kernel's change is measured with. The moment of a prefix of p numbers is the mean of S over what follows.
/// </summary>
internal abstract class PatchMoment
{
    /// <summary>A direction of the inputs that is hardly ever taken counts as this part of the one taken most, so that inverses stay finite.</summary>
    public const double Floor = 1e-4;

    /// <summary>M X, with M the moment of as many numbers as X has rows: all P or a prefix.</summary>
    public abstract Matrix Weigh(Matrix x);

    /// <summary>S as a matrix, P x P; it must not be changed.</summary>
    /// <param name="size">P.</param>
    public virtual Matrix Whole(int size)
    {
        Matrix identity = new(size, size);
        for (int p = 0; p < size; p++)
        {
            identity[p, p] = 1;
        }

        return Weigh(identity);
    }

    /// <summary>E^T M E for E = L kron I, with M the moment of a prefix of <paramref name="prefix"/> numbers.</summary>
    /// <param name="left">L, p x a with p a divisor of the prefix.</param>
    /// <param name="prefix">How many numbers E has rows.</param>
    public abstract StageGram Gram(Matrix left, int prefix);

    /// <summary>The mean second moment of the input channels over the kernel's positions, C x C; null for the identity.</summary>
    /// <param name="count">C.</param>
    public abstract Matrix? Channels(int count);

    /// <summary>M^(1/2) and M^(-1/2) of a prefix of C numbers or a multiple, as what they do to a matrix of as many rows.</summary>
    public abstract (Func<Matrix, Matrix> Root, Func<Matrix, Matrix> Inverse) Roots(int prefix);

    /// <summary>The same moment with the kernel's rows and columns taken in the other order.</summary>
    /// <param name="order">For each place in the new order, the place in the present one.</param>
    public abstract PatchMoment Reordered(int[] order);

    /// <summary>The mean second moment of the kernel's positions over the input channels, positions square; null for the identity.</summary>
    /// <param name="count">kh kw.</param>
    public abstract Matrix? Positions(int count);
}
