using RsdtrEdge.Runtime.Detection;

namespace RsdtrEdge.Runtime.Tests.Detection;

public sealed class DetectedBoxTests
{
    private static readonly DetectedBox Unit = new(0, 0, 2, 2, 1, 1);

    [Theory]
    [InlineData(0, 0, 2, 2, 1)]
    [InlineData(1, 0, 3, 2, 2.0 / 6)]
    [InlineData(1, 1, 3, 3, 1.0 / 7)]
    [InlineData(0.5, 0.5, 1.5, 1.5, 0.25)]
    [InlineData(2, 0, 4, 2, 0)]
    [InlineData(5, 5, 6, 6, 0)]
    [InlineData(1, 1, 1, 1, 0)]
    [InlineData(2, 2, 0, 0, 0)]
    public void Overlap_is_the_shared_area_over_that_of_both(float left, float top, float right, float bottom, double expected)
    {
        DetectedBox box = new(left, top, right, bottom, 0.5f, 1);
        Assert.Equal(expected, Unit.Overlap(box), 1e-6);
        Assert.Equal(expected, box.Overlap(Unit), 1e-6);
    }

    [Fact]
    public void Empty_boxes_have_no_area_and_no_overlap_with_themselves()
    {
        DetectedBox box = new(3, 1, 3, 5, 1, 1);
        Assert.Equal(0, box.Area);
        Assert.Equal(0, box.Overlap(box));
        Assert.Equal(0, new DetectedBox(2, 2, 0, 0, 1, 1).Area);
        Assert.Equal(4, Unit.Area);
    }

    [Fact]
    public void Scaling_goes_from_shares_to_pixels() =>
        Assert.Equal(new DetectedBox(80, 120, 320, 480, 0.9f, 3), new DetectedBox(0.125f, 0.25f, 0.5f, 1, 0.9f, 3).Scale(640, 480));
}
