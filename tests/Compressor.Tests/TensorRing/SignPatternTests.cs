using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

public sealed class SignPatternTests
{
    [Fact]
    public void Pattern_zero_takes_the_vectors_as_they_come() =>
        Assert.All(Enumerable.Range(0, 600), vector => Assert.Equal(1, default(SignPattern)[vector]));

    [Fact]
    public void Other_patterns_are_signs_that_follow_from_the_number_alone()
    {
        for (int number = 1; number <= 12; number++)
        {
            double[] signs = Signs(number);
            Assert.All(signs, sign => Assert.Equal(1, Math.Abs(sign)));
            Assert.Equal(signs, Signs(number));
            // Fair signs: 600 of them are 200 to 400 times positive, eight standard deviations to either side.
            Assert.InRange(signs.Count(sign => sign > 0), 200, 400);
        }
    }

    [Fact]
    public void Patterns_differ_from_each_other() =>
        Assert.Equal(13, Enumerable.Range(0, 13).Select(number => string.Concat(Signs(number).Select(sign => sign > 0 ? '+' : '-'))).Distinct().Count());

    private static double[] Signs(int number) => [.. Enumerable.Range(0, 600).Select(vector => new SignPattern(number)[vector])];
}
