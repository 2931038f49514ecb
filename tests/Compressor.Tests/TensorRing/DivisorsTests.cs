using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

public sealed class DivisorsTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(12, new[] { 1, 2, 3, 4, 6, 12 })]
    [InlineData(13, new[] { 1, 13 })]
    [InlineData(36, new[] { 1, 2, 3, 4, 6, 9, 12, 18, 36 })]
    public void Divisors_come_in_ascending_order(int number, int[] expected) => Assert.Equal(expected, Divisors.Of(number));

    [Fact]
    public void A_large_prime_has_only_itself_and_one() => Assert.Equal([1, int.MaxValue], Divisors.Of(int.MaxValue));
}
