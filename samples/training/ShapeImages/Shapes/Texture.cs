using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>A pattern that fills an outline: what tells these classes apart is the texture, not the silhouette.</summary>
/// <param name="outline">Where the pattern ends.</param>
/// <param name="pattern">The signed distance of the endless pattern.</param>
internal sealed class Texture(Shape outline, Func<Vector2, float> pattern) : Shape
{
    /// <inheritdoc/>
    public override float Distance(Vector2 point) => MathF.Max(outline.Distance(point), pattern(point));

    /// <summary>Parallel bars, as wide as the gaps between them.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Texture DrawStripes(RandomStream random)
    {
        float period = random.Between(0.48f, 0.66f);
        float phase = random.Between(0, period);
        return new Texture(DrawOutline(random), point => LineDistance(point.Y + phase, period) - (period / 4));
    }

    /// <summary>Squares of two kinds in turn.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Texture DrawCheckerboard(RandomStream random)
    {
        float cell = random.Between(0.42f, 0.6f);
        var phase = new Vector2(random.Between(0, cell), random.Between(0, cell));
        return new Texture(DrawOutline(random), point =>
        {
            Vector2 moved = (point + phase) / cell;
            float toEdge = cell * MathF.Min(LineDistance(moved.X, 1), LineDistance(moved.Y, 1));
            bool filled = (((int)MathF.Floor(moved.X) + (int)MathF.Floor(moved.Y)) & 1) == 0;
            return filled ? -toEdge : toEdge;
        });
    }

    /// <summary>Round dots on a square grid.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Texture DrawDots(RandomStream random)
    {
        float spacing = random.Between(0.54f, 0.7f);
        float radius = spacing * random.Between(0.28f, 0.36f);
        var phase = new Vector2(random.Between(0, spacing), random.Between(0, spacing));
        return new Texture(DrawOutline(random), point =>
        {
            Vector2 moved = point + phase;
            var toLines = new Vector2(LineDistance(moved.X, spacing), LineDistance(moved.Y, spacing));
            return toLines.Length() - radius;
        });
    }

    // The distance to the nearest of the lines at the multiples of a period.
    private static float LineDistance(float value, float period) =>
        MathF.Abs(value - (period * MathF.Round(value / period)));

    // Both outlines come with every texture, so that the silhouette tells nothing.
    private static Shape DrawOutline(RandomStream random) =>
        random.Chance(0.5f) ? Disc.Draw(random) : Polygon.DrawSquare(random);
}
