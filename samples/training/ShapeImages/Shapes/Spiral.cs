using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>An Archimedean spiral drawn as a line, r = pitch * angle / (2 pi); it ends at radius 1.</summary>
/// <param name="turns">How often it goes round.</param>
/// <param name="halfWidth">Half of the line's width, as a part of the pitch.</param>
internal sealed class Spiral(float turns, float halfWidth) : Shape
{
    private readonly float _pitch = 1 / turns;

    /// <inheritdoc/>
    /// <remarks>Measured along the radius: at most a few percent too long, but for the first half turn.</remarks>
    public override float Distance(Vector2 point)
    {
        float angle = MathF.Atan2(point.Y, point.X) / MathF.Tau;
        float radius = point.Length();

        // The windings at this angle lie at pitch * (angle + k); the nearest of those that exist counts.
        float first = MathF.Ceiling(-angle);
        float last = MathF.Floor(turns - angle);
        float winding = Math.Clamp(MathF.Round((radius / _pitch) - angle), first, last);
        return MathF.Abs(radius - (_pitch * (angle + winding))) - (halfWidth * _pitch);
    }

    /// <summary>Draws the number of turns and the line's width.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Spiral Draw(RandomStream random) => new(random.Between(1.7f, 2.3f), random.Between(0.22f, 0.3f));
}
