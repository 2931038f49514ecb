using RsdtrEdge.Compressor.Evaluation;

namespace RsdtrEdge.Compressor.Tests.Evaluation;

public sealed class ClassificationTallyTests
{
    [Fact]
    public void The_best_class_and_the_best_five_are_counted()
    {
        ClassificationTally tally = new();
        // Class 2 is best; classes 2, 0, 4, 6, 1 are the best five.
        float[] scores = [5, 2, 9, 0, 4, 1, 3];
        Assert.Equal(2, Add(tally, scores, label: 2));
        Assert.Equal(2, Add(tally, scores, label: 0));
        Assert.Equal(2, Add(tally, scores, label: 1));
        Assert.Equal(2, Add(tally, scores, label: 5));
        Assert.Equal(1.0 / 4, tally.Top1);
        Assert.Equal(3.0 / 4, tally.Top5);
    }

    [Fact]
    public void Equal_scores_go_to_the_first_class()
    {
        ClassificationTally tally = new();
        Assert.Equal(1, Add(tally, [0, 7, 7], label: 2));
        Assert.Equal(0.0, tally.Top1);
        Assert.Equal(1.0, tally.Top5);
    }

    [Fact]
    public void Without_labels_there_is_a_class_but_no_share()
    {
        ClassificationTally tally = new();
        Assert.Equal(1, Add(tally, [0, 1], label: null));
        Assert.Null(tally.Top1);
        Assert.Null(tally.Top5);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_not_counted()
    {
        ClassificationTally tally = new();
        Add(tally, [0, 1], label: 2);
        Assert.Null(tally.Top1);
    }

    [Fact]
    public void A_class_whose_score_is_NaN_is_not_among_the_best()
    {
        ClassificationTally tally = new();
        Add(tally, [1, 2, 3, 4, 5, float.NaN], label: 5);
        Assert.Equal(0.0, tally.Top5);
    }

    [Fact]
    public void A_row_of_NaN_has_no_class_and_is_never_right()
    {
        ClassificationTally tally = new();
        Assert.Equal(ClassificationTally.NoClass, Add(tally, [float.NaN, float.NaN], label: 0));
        Assert.Equal((0.0, 0.0), (tally.Top1, tally.Top5));
        // One NaN takes nothing from the others, wherever it stands.
        Assert.Equal(2, Add(tally, [float.NaN, 1, 2], label: 2));
        Assert.Equal(0.5, tally.Top1);
    }

    private static int Add(ClassificationTally tally, float[] scores, int? label) => tally.Add(scores, label);
}
