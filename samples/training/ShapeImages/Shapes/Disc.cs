using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>A filled circle.</summary>
/// <param name="radius">Its radius.</param>
internal sealed class Disc(float radius) : Shape
{
    /// <inheritdoc/>
    public override float Distance(Vector2 point) => point.Length() - radius;

    /// <summary>Draws the size.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Disc Draw(RandomStream random) => new(random.Between(0.85f, 0.95f));
}
