using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Detection;

public sealed class NonMaximumSuppressionTests
{
    [Fact]
    public void Of_two_that_overlap_the_surer_stays()
    {
        DetectedBox[] boxes = [new(0, 0, 10, 10, 0.8f, 1), new(1, 0, 11, 10, 0.9f, 1), new(20, 0, 30, 10, 0.7f, 1)];
        Assert.Equal(2, NonMaximumSuppression.Apply(boxes, 0.5f));
        Assert.Equal([0.9f, 0.7f], boxes.Take(2).Select(box => box.Score));
    }

    [Fact]
    public void What_went_takes_no_other_with_it()
    {
        // Each overlaps its neighbour by 1/3: the middle one goes, and the last one, which only the middle one overlaps, stays.
        DetectedBox[] boxes = [new(0, 0, 2, 1, 0.9f, 1), new(1, 0, 3, 1, 0.8f, 1), new(2, 0, 4, 1, 0.7f, 1)];
        Assert.Equal(2, NonMaximumSuppression.Apply(boxes, 0.3f));
        Assert.Equal([0.9f, 0.7f], boxes.Take(2).Select(box => box.Score));
    }

    [Fact]
    public void An_overlap_of_the_threshold_itself_may_stay()
    {
        DetectedBox[] boxes = [new(0, 0, 2, 2, 0.9f, 1), new(0, 0, 2, 1, 0.8f, 1)];
        Assert.Equal(2, NonMaximumSuppression.Apply(boxes, 0.5f));
        Assert.Equal(1, NonMaximumSuppression.Apply(boxes, 0.49f));
    }

    [Fact]
    public void Other_classes_stay()
    {
        DetectedBox[] boxes = [new(0, 0, 2, 2, 0.9f, 1), new(0, 0, 2, 2, 0.8f, 2), new(0, 0, 2, 2, 0.7f, 1)];
        Assert.Equal(2, NonMaximumSuppression.Apply(boxes, 0.5f));
        Assert.Equal([1, 2], boxes.Take(2).Select(box => box.Class));
    }

    [Theory]
    [InlineData(1, 0.3f)]
    [InlineData(2, 0.5f)]
    [InlineData(3, 0f)]
    [InlineData(4, 1f)]
    public void It_is_the_plain_greedy_way_whatever_the_order(int seed, float threshold)
    {
        Random random = new(seed);
        DetectedBox[] boxes = [.. Enumerable.Range(0, 200).Select(_ => Draw(random))];
        List<DetectedBox> expected = Greedy(boxes, threshold);
        random.Shuffle(boxes);
        int kept = NonMaximumSuppression.Apply(boxes, threshold);
        Assert.Equal(expected, boxes.Take(kept));
    }

    [Fact]
    public void Equal_scores_give_the_same_whatever_the_order()
    {
        Random random = new(8);
        DetectedBox[] boxes = [.. Enumerable.Range(0, 60).Select(_ => Draw(random) with { Score = random.Next(0, 3) })];
        DetectedBox[] shuffled = [.. boxes];
        random.Shuffle(shuffled);
        int kept = NonMaximumSuppression.Apply(boxes, 0.3f);
        Assert.Equal(kept, NonMaximumSuppression.Apply(shuffled, 0.3f));
        Assert.Equal(boxes.Take(kept), shuffled.Take(kept));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        Random random = new(1);
        DetectedBox[] drawn = [.. Enumerable.Range(0, 500).Select(_ => Draw(random))];
        DetectedBox[] boxes = new DetectedBox[500];
        Action apply = () =>
        {
            drawn.CopyTo(boxes, 0);
            _ = NonMaximumSuppression.Apply(boxes, 0.3f);
        };
        apply();
        AllocationCheck.AssertNone(apply);
        Assert.Equal(0, NonMaximumSuppression.Apply([], 0.3f));
    }

    private static DetectedBox Draw(Random random)
    {
        (float left, float top) = (random.NextSingle(), random.NextSingle());
        return new DetectedBox(left, top, left + (random.NextSingle() / 2), top + (random.NextSingle() / 2), random.NextSingle(), random.Next(1, 3));
    }

    // The surest of what is left, again and again.
    private static List<DetectedBox> Greedy(IEnumerable<DetectedBox> boxes, float threshold)
    {
        List<DetectedBox> left = [.. boxes];
        List<DetectedBox> kept = [];
        while (left.Count > 0)
        {
            DetectedBox best = left.MaxBy(box => box.Score);
            kept.Add(best);
            _ = left.Remove(best);
            _ = left.RemoveAll(box => box.Class == best.Class && Overlap(box, best) > threshold);
        }

        return kept;
    }

    private static float Overlap(DetectedBox first, DetectedBox second)
    {
        float width = Math.Max(0, Math.Min(first.Right, second.Right) - Math.Max(first.Left, second.Left));
        float height = Math.Max(0, Math.Min(first.Bottom, second.Bottom) - Math.Max(first.Top, second.Top));
        float shared = width * height;
        return shared == 0 ? 0 : shared / (first.Area + second.Area - shared);
    }
}
