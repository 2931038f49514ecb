using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Tests.LinearAlgebra;
using static RsdtrEdge.Compressor.Tests.Refinement.SeededTargets;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class StageGramTests
{
    // How many parts there are, the s numbers of each, and the b that are left of them.
    public static TheoryData<int, int, int> Sizes => new() { { 3, 4, 2 }, { 3, 4, 4 }, { 1, 4, 1 }, { 3, 2, 1 }, { 3, 1, 1 }, { 1, 1, 1 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Combined_rows_are_those_of_a_block_matrix(int parts, int size, int left)
    {
        Matrix side = SeededMatrices.Uniform(parts * size, 5, seed: 1);
        Matrix combinations = SeededMatrices.Uniform(size, left, seed: 2);
        MatrixAssert.Near(Product(Blocks(combinations, parts).Transpose(), side), StageGram.CombineRows(side, combinations), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_whole_gram_is_combined_in_what_stands_last(int parts, int size, int left)
    {
        Matrix inner = Spread(parts * size, seed: 3);
        Matrix combinations = SeededMatrices.Uniform(size, left, seed: 4);
        AssertCombined(new StageGram(inner, 1), inner, combinations, parts);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_is_repeated_stays_repeated_for_orthonormal_combinations(int parts, int size, int left)
    {
        Matrix inner = Spread(parts, seed: 5);
        Matrix combinations = SeededMatrices.OrthonormalRows(left, size, seed: 6).Transpose();
        AssertCombined(new StageGram(inner, size), Kron(inner, size), combinations, parts);
    }

    private static void AssertCombined(StageGram gram, Matrix whole, Matrix combinations, int parts)
    {
        Matrix blocks = Blocks(combinations, parts);
        StageGram combined = gram.Combine(combinations);
        Assert.Equal(parts * combinations.Columns, combined.Size);
        MatrixAssert.Near(Product(blocks.Transpose(), whole, blocks), Kron(combined.Inner, combined.Repeats), 1e-12);
    }

    // I kron F.
    private static Matrix Blocks(Matrix block, int parts)
    {
        Matrix result = new(parts * block.Rows, parts * block.Columns);
        for (int part = 0; part < parts; part++)
        {
            for (int row = 0; row < block.Rows; row++)
            {
                block.Row(row).CopyTo(result.Row((part * block.Rows) + row)[(part * block.Columns)..]);
            }
        }

        return result;
    }
}
