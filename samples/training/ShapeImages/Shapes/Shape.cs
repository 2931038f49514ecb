using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>
/// A figure in its own coordinates: centred on the origin, about 1 in radius. Its signed distance is all that the renderer needs:
/// the edge is anti-aliased by turning the distance, in pixels, into coverage.
/// </summary>
internal abstract class Shape
{
    /// <summary>The distance from a point to the figure's outline: negative inside, positive outside, in the figure's own units.</summary>
    /// <param name="point">The point.</param>
    public abstract float Distance(Vector2 point);
}
