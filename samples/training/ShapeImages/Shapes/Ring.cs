using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>A circle drawn as a line.</summary>
/// <param name="radius">The radius of the line's middle.</param>
/// <param name="halfWidth">Half of the line's width.</param>
internal sealed class Ring(float radius, float halfWidth) : Shape
{
    /// <inheritdoc/>
    public override float Distance(Vector2 point) => MathF.Abs(point.Length() - radius) - halfWidth;

    /// <summary>Draws the line's width; the outer edge stays at about 1.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Ring Draw(RandomStream random)
    {
        float halfWidth = random.Between(0.13f, 0.24f);
        return new Ring(0.95f - halfWidth, halfWidth);
    }
}
