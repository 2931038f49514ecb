using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>A straight line with round ends; no class, but clutter and what hides a part of the subject.</summary>
/// <param name="halfLength">Half of its length, along the horizontal axis.</param>
/// <param name="halfWidth">Half of its width.</param>
internal sealed class Segment(float halfLength, float halfWidth) : Shape
{
    /// <inheritdoc/>
    public override float Distance(Vector2 point)
    {
        var nearest = new Vector2(Math.Clamp(point.X, -halfLength, halfLength), 0);
        return Vector2.Distance(point, nearest) - halfWidth;
    }
}
