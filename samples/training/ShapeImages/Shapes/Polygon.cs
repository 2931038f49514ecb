using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>A simple polygon, convex or not: squares, triangles, crosses and stars.</summary>
/// <param name="vertices">The corners in order around the outline.</param>
internal sealed class Polygon(Vector2[] vertices) : Shape
{
    /// <inheritdoc/>
    public override float Distance(Vector2 point)
    {
        float nearestSquared = float.PositiveInfinity;
        bool inside = false;
        Vector2 start = vertices[^1];
        foreach (Vector2 end in vertices)
        {
            Vector2 edge = end - start;
            Vector2 offset = point - start;
            float along = Math.Clamp(Vector2.Dot(offset, edge) / edge.LengthSquared(), 0, 1);
            nearestSquared = MathF.Min(nearestSquared, (offset - (along * edge)).LengthSquared());

            // Even-odd rule: a ray to the right crosses this edge.
            if ((start.Y > point.Y) != (end.Y > point.Y)
                && point.X < start.X + (edge.X * (point.Y - start.Y) / edge.Y))
            {
                inside = !inside;
            }

            start = end;
        }

        float distance = MathF.Sqrt(nearestSquared);
        return inside ? -distance : distance;
    }

    /// <summary>A square.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Polygon DrawSquare(RandomStream random)
    {
        float half = random.Between(0.72f, 0.8f);
        return new Polygon([new(-half, -half), new(half, -half), new(half, half), new(-half, half)]);
    }

    /// <summary>A triangle with equal sides.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Polygon DrawTriangle(RandomStream random)
    {
        float radius = random.Between(1f, 1.12f);
        return new Polygon(Alternate(3, radius, null));
    }

    /// <summary>A star with five or six points.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Polygon DrawStar(RandomStream random)
    {
        int points = random.Next(5, 7);
        return new Polygon(Alternate(points, 1.08f, random.Between(0.4f, 0.5f)));
    }

    /// <summary>A cross with arms of one length.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Polygon DrawCross(RandomStream random)
    {
        float arm = random.Between(0.92f, 1.02f);
        float half = random.Between(0.2f, 0.32f);
        return new Polygon(
        [
            new(-half, -arm), new(half, -arm), new(half, -half), new(arm, -half), new(arm, half), new(half, half),
            new(half, arm), new(-half, arm), new(-half, half), new(-arm, half), new(-arm, -half), new(-half, -half),
        ]);
    }

    // Corners on a circle, with the notches of a star between them where an inner radius is given.
    private static Vector2[] Alternate(int points, float outer, float? inner)
    {
        int count = inner is null ? points : 2 * points;
        var corners = new Vector2[count];
        for (int i = 0; i < count; i++)
        {
            float radius = inner is float notch && i % 2 == 1 ? notch : outer;
            (float sin, float cos) = MathF.SinCos(MathF.Tau * i / count);
            corners[i] = radius * new Vector2(cos, sin);
        }

        return corners;
    }
}
