using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// The sizes of a chain's fitting problem. Stage k is the matrix G_k, (a m) x b: it takes a channels and m numbers of the patch to b
/// channels. In the first stage a = 1 and m holds the input channels.
/// </summary>
internal sealed class ChainDimensions
{
    /// <summary>Computes the sizes.</summary>
    public ChainDimensions(KernelShape shape, ChainLayout layout)
    {
        Shape = shape;
        Layout = layout;
        Taken = new int[layout.StageCount];
        Prefix = new int[layout.StageCount];
        int prefix = 1;
        for (int stage = 0; stage < Taken.Length; stage++)
        {
            Taken[stage] = (stage == 0 ? shape.InputChannels : 1)
                * (stage == layout.RowStage ? shape.Height : 1)
                * (stage == layout.ColumnStage ? shape.Width : 1);
            prefix *= Taken[stage];
            Prefix[stage] = prefix;
        }
    }

    /// <summary>The kernel's sizes.</summary>
    public KernelShape Shape { get; }

    /// <summary>The chain's stages.</summary>
    public ChainLayout Layout { get; }

    /// <summary>m of each stage.</summary>
    public int[] Taken { get; }

    /// <summary>How many numbers of the patch the stages up to each one have taken.</summary>
    public int[] Prefix { get; }

    /// <summary>Whether j comes before i.</summary>
    public bool ColumnsFirst => Layout.ColumnStage < Layout.RowStage;

    /// <summary>The product of stages, p x b, that have taken p numbers together; 1 x 1 for none.</summary>
    public static Matrix Left(ReadOnlySpan<Matrix> stages)
    {
        Matrix left = new(1, 1, [1]);
        foreach (Matrix stage in stages)
        {
            int columns = stage.Data.Length / left.Columns;
            left = MatrixProduct.Multiply(left, stage.Reshape(left.Columns, columns));
            left = left.Reshape(left.Data.Length / stage.Columns, stage.Columns);
        }

        return left;
    }

    /// <summary>The product of the last stages, a x (numbers they take, T).</summary>
    /// <param name="stages">At least one stage.</param>
    /// <param name="inputs">a.</param>
    public static Matrix Right(ReadOnlySpan<Matrix> stages, int inputs)
    {
        Matrix right = stages[^1];
        for (int stage = stages.Length - 2; stage >= 0; stage--)
        {
            int width = stages[stage].Columns;
            right = MatrixProduct.Multiply(stages[stage], right.Reshape(width, right.Data.Length / width));
        }

        return right.Reshape(inputs, right.Data.Length / inputs);
    }

    /// <summary>The kernel of all stages, P x T.</summary>
    public static Matrix Product(ReadOnlySpan<Matrix> stages)
    {
        Matrix left = Left(stages[..^1]);
        Matrix last = stages[^1];
        Matrix product = MatrixProduct.Multiply(left, last.Reshape(left.Columns, last.Data.Length / left.Columns));
        return product.Reshape(product.Data.Length / last.Columns, last.Columns);
    }

    /// <summary>The stages as a chain stores them.</summary>
    public ChainFactors ToFactors(IReadOnlyList<Matrix> stages) => new(
        Shape,
        Layout,
        [.. stages.Take(stages.Count - 1).Select(stage => stage.Columns)],
        // (a, m) x b to b x (a, m): a chain's kernel is [b, a, offsets].
        [.. stages.Select(stage => stage.Transpose().Data)]);
}
