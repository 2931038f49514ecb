using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// S approximated by M kron I: M is the second moment of the input channels at one position, and the kernel's positions count alike
/// and do not bear on each other. For wide layers, whose whole moment is too large, and, with M = I, the plain norm of the kernel.
/// </summary>
internal sealed class ChannelMoment : PatchMoment
{
    private readonly Matrix? _channels;
    private (Matrix Root, Matrix Inverse)? _roots;

    private ChannelMoment(Matrix? channels) => _channels = channels;

    /// <summary>S = I.</summary>
    public static ChannelMoment Identity { get; } = new(null);

    /// <summary>S = M kron I.</summary>
    /// <param name="channels">M, C x C and symmetric.</param>
    public static ChannelMoment Of(Matrix channels) => new(channels);

    /// <inheritdoc/>
    public override Matrix Weigh(Matrix x) => _channels is null ? x : Mix(_channels, x);

    /// <inheritdoc/>
    public override StageGram Gram(Matrix left, int prefix)
    {
        if (_channels is not null && left.Rows < _channels.Rows)
        {
            // Nothing is taken yet: L is the number 1.
            return new StageGram(_channels, prefix / _channels.Rows);
        }

        Matrix inner = _channels is null
            ? MatrixProduct.RowGram(left.Transpose())
            : MatrixProduct.Multiply(left.Transpose(), Mix(_channels, left));
        return new StageGram(inner, prefix / left.Rows);
    }

    /// <inheritdoc/>
    public override Matrix? Channels(int count) => _channels;

    /// <inheritdoc/>
    public override (Func<Matrix, Matrix> Root, Func<Matrix, Matrix> Inverse) Roots(int prefix)
    {
        if (_channels is null)
        {
            return (x => x, x => x);
        }

        (Matrix root, Matrix inverse) = _roots ??= SquareRoot.Of(_channels, Floor);
        return (x => Mix(root, x), x => Mix(inverse, x));
    }

    /// <inheritdoc/>
    public override Matrix? Positions(int count) => null;

    /// <inheritdoc/>
    public override PatchMoment Reordered(int[] order) => this;

    // (A kron I) X for X with C times as many rows as A needs.
    private static Matrix Mix(Matrix a, Matrix x) =>
        MatrixProduct.Multiply(a, x.Reshape(a.Columns, x.Data.Length / a.Columns)).Reshape(x.Rows, x.Columns);
}
