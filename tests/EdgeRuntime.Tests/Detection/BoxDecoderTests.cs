using RsdtrEdge.Runtime.Detection;

namespace RsdtrEdge.Runtime.Tests.Detection;

public sealed class BoxDecoderTests
{
    [Fact]
    public void Boxes_above_the_threshold_come_in_the_networks_order()
    {
        float[] scores = [0.9f, 0.1f, 0.2f, 0.8f, 0.3f, 0.7f, 0.05f, 0.95f, 0f, float.NaN];
        float[] boxes = [.. Enumerable.Range(0, 20).Select(i => i / 20f)];
        DetectedBox[] found = new DetectedBox[5];
        Assert.Equal(2, BoxDecoder.Decode(scores, boxes, 2, 0.7f, found));
        Assert.Equal(new DetectedBox(0.2f, 0.25f, 0.3f, 0.35f, 0.8f, 1), found[0]);
        Assert.Equal(new DetectedBox(0.6f, 0.65f, 0.7f, 0.75f, 0.95f, 1), found[1]);
    }

    [Fact]
    public void A_place_gives_a_box_for_each_class_but_the_background()
    {
        DetectedBox[] found = new DetectedBox[4];
        Assert.Equal(3, BoxDecoder.Decode([0.99f, 0.6f, 0.7f, 0.1f, 0.2f, 0.8f], [0, 0, 1, 1, 2, 2, 3, 3], 3, 0.5f, found));
        Assert.Equal([1, 2, 2], found.Take(3).Select(box => box.Class));
        Assert.Equal([0.6f, 0.7f, 0.8f], found.Take(3).Select(box => box.Score));
        Assert.Equal([0f, 0, 2], found.Take(3).Select(box => box.Left));
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => BoxDecoder.Decode(new float[4], new float[7], 2, 0.5f, new DetectedBox[2]));
        _ = Assert.Throws<ArgumentException>(() => BoxDecoder.Decode(new float[5], new float[8], 2, 0.5f, new DetectedBox[2]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => BoxDecoder.Decode(new float[2], new float[8], 1, 0.5f, new DetectedBox[2]));
        ArgumentException full = Assert.Throws<ArgumentException>(() => BoxDecoder.Decode([0, 1f, 0, 1f], new float[8], 2, 0.5f, new DetectedBox[1]));
        Assert.Contains("holds 1 boxes", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Equal(0, BoxDecoder.Decode([], [], 2, 0.5f, []));
}
