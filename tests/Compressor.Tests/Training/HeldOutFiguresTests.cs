using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Compressor.Tests.Training;

public sealed class HeldOutFiguresTests
{
    private static readonly HeldOutFigures Figures = new(100, 0.8, 0.9, 0.2, 0.85);

    [Fact]
    public void Agreement_decides_and_then_the_outputs_error()
    {
        Assert.True((Figures with { Agreement = 0.91, OutputError = 0.5, Top1 = 0.1 }).IsBetterThan(Figures, byLabels: false));
        Assert.False((Figures with { Agreement = 0.89, OutputError = 0.1, Top1 = 0.9 }).IsBetterThan(Figures, byLabels: false));
        Assert.True((Figures with { OutputError = 0.1 }).IsBetterThan(Figures, byLabels: false));
        Assert.False(Figures.IsBetterThan(Figures, byLabels: false));
    }

    [Fact]
    public void Right_classes_decide_where_they_were_trained_for()
    {
        Assert.True((Figures with { Top1 = 0.81, Agreement = 0.5 }).IsBetterThan(Figures, byLabels: true));
        Assert.False((Figures with { Top1 = 0.79, Agreement = 1 }).IsBetterThan(Figures, byLabels: true));
        Assert.True((Figures with { Agreement = 0.95 }).IsBetterThan(Figures, byLabels: true));
    }

    [Fact]
    public void Networks_that_do_not_classify_go_by_the_outputs_error()
    {
        HeldOutFigures boxes = new(100, null, null, 0.2, null);
        Assert.True((boxes with { OutputError = 0.1 }).IsBetterThan(boxes, byLabels: false));
        Assert.False((boxes with { OutputError = 0.3 }).IsBetterThan(boxes, byLabels: false));
    }

    [Fact]
    public void Without_a_teacher_right_classes_alone_decide()
    {
        HeldOutFigures alone = new(100, 0.8, null, null, null);
        Assert.True((alone with { Top1 = 0.81 }).IsBetterThan(alone, byLabels: true));
        Assert.False(alone.IsBetterThan(alone, byLabels: true));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_gives_no_finite_outputs_is_never_better(double error) =>
        Assert.False((Figures with { Agreement = 1, Top1 = 1, OutputError = error }).IsBetterThan(Figures, byLabels: true));
}
