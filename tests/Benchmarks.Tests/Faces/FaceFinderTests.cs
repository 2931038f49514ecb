using RsdtrEdge.Benchmarks.Faces;
using RsdtrEdge.Runtime.Detection;

namespace RsdtrEdge.Benchmarks.Tests.Faces;

public sealed class FaceFinderTests
{
    [Fact]
    public void A_face_is_found_again_where_the_boxes_overlap_by_more_than_half()
    {
        DetectedBox face = Box(0, 0, 4, 4);
        // Three quarters of each are shared: 12 of 20. Half of each: 8 of 24.
        DetectedBox[][] first = [[face], [face], [face, Box(8, 8, 12, 12)], []];
        DetectedBox[][] second = [[Box(1, 0, 5, 4)], [Box(2, 0, 6, 4)], [face], [face]];
        Assert.Equal(2, FaceFinder.CountAgain(first, second));
        Assert.Equal(2, FaceFinder.CountAgain(second, first));
    }

    private static DetectedBox Box(float left, float top, float right, float bottom) => new(left, top, right, bottom, 0.9f, 1);
}
