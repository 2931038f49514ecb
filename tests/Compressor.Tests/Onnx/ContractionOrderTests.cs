using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Tests.Onnx;

/// <summary>In which order factors are multiplied.</summary>
public sealed class ContractionOrderTests
{
    // Matrices of 10 x 30, 30 x 5 and 5 x 60: the product of the first two takes 10 x 30 x 5 multiply-adds, with the third 10 x 5 x 60 more. The last two first: 30 x 5 x 60 and 10 x 30 x 60.
    private static readonly Dictionary<char, long> s_sizes = new() { ['a'] = 10, ['b'] = 30, ['c'] = 5, ['d'] = 60 };

    [Theory]
    [InlineData("ab,bc,cd", 4_500)]
    [InlineData("bc,ab,cd", 4_500)]
    [InlineData("cd,bc,ab", 27_000)]
    [InlineData("bc,cd,ab", 27_000)]
    // An outer product first: 10 x 30 x 5 x 60, and again with the sums over what is between.
    [InlineData("ab,cd,bc", 180_000)]
    public void A_product_takes_as_many_multiply_adds_as_its_labels_have_values(string operands, double multiplyAdds) =>
        Assert.Equal(multiplyAdds, ContractionOrder.MultiplyAdds(operands.Split(','), "ad", s_sizes));

    [Theory]
    [InlineData("ab,bc,cd", "0,1,2")]
    [InlineData("cd,bc,ab", "1,2,0")]
    [InlineData("cd,ab,bc", "1,2,0")]
    [InlineData("ab,bc", "0,1")]
    [InlineData("ab", "0")]
    public void The_cheapest_order_is_taken_and_of_several_the_first(string operands, string order) =>
        Assert.Equal(order, string.Join(',', ContractionOrder.Cheapest(operands.Split(','), "ad", s_sizes)));

    [Fact]
    public void A_label_that_the_result_has_is_not_summed()
    {
        // (b, c) and (b, c) give (b) of 30 x 5; with (b, d) 30 x 60 more.
        Assert.Equal(150 + 1_800, ContractionOrder.MultiplyAdds(["bc", "bc", "bd"], "bd", s_sizes));
    }

    [Fact]
    public void Many_operands_stay_as_they_are()
    {
        string[] operands = ["cd", "bc", "ab", "a", "a", "a"];
        Assert.Equal([0, 1, 2, 3, 4, 5], ContractionOrder.Cheapest(operands, "d", s_sizes));
    }
}
