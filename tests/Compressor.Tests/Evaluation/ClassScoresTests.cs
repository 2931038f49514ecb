using RsdtrEdge.Compressor.Evaluation;

namespace RsdtrEdge.Compressor.Tests.Evaluation;

public sealed class ClassScoresTests
{
    [Theory]
    [InlineData(OutputKind.Auto, 1, true, true, 1, 10)]
    [InlineData(OutputKind.Auto, 1, true, true, -1, -1)]
    [InlineData(OutputKind.Auto, 1, true, false, 1, 1)]
    [InlineData(OutputKind.Auto, 1, true, false, 2, 5)]
    [InlineData(OutputKind.Auto, 1, true, false, 10)]
    [InlineData(OutputKind.Auto, 1, true, false, 1, 5, 2)]
    [InlineData(OutputKind.Auto, 1, false, false, 1, 10)]
    [InlineData(OutputKind.Auto, 2, true, false, 1, 10)]
    [InlineData(OutputKind.Scores, 2, true, true, 1, 10)]
    [InlineData(OutputKind.Scores, 1, true, false, 1, 5, 2)]
    [InlineData(OutputKind.Values, 1, true, false, 1, 10)]
    public void One_row_of_two_or_more_numbers_an_image_is_class_scores(OutputKind kind, int outputs, bool isFloat, bool expected, params int[] dims) =>
        Assert.Equal(expected, ClassScores.AreGiven(kind, outputs, isFloat, [.. dims.Select(size => (long)size)], images: 1));
}
