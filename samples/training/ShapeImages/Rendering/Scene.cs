using System.Numerics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.ShapeImages.Rendering;

/// <summary>
/// Draws one image of a class: a backdrop, clutter, the subject, perhaps something in front of it, uneven light, sensor noise.
/// Everything but the kind of figure is drawn alike for all the classes, so that no colour, place or size tells the label.
/// </summary>
internal static class Scene
{
    /// <summary>Renders an image.</summary>
    /// <param name="subject">The class to show.</param>
    /// <param name="random">The image's stream of numbers.</param>
    public static RgbImage Render(ShapeClass subject, RandomStream random)
    {
        var canvas = new Canvas();
        float softness = random.Between(1f, 1.9f);
        Vector3 background = Palette.Draw(random);
        PaintBackdrop(canvas, background, random);
        PaintClutter(canvas, softness, random.Next(1, 5), random);

        Placement placement = PlaceSubject(random);
        Vector3 colour = Palette.DrawAgainst(random, background);
        canvas.Paint(subject.Draw(random), placement, colour, softness);

        if (random.Chance(0.5f))
        {
            PaintOcclusion(canvas, placement, softness, random);
        }

        PaintClutter(canvas, softness, random.Next(0, 3), random);
        Light(canvas, random);
        AddNoise(canvas, random);
        return canvas.ToImage();
    }

    // A gradient with waves on it, around the background's colour.
    private static void PaintBackdrop(Canvas canvas, Vector3 colour, RandomStream random)
    {
        Vector3 towards = 0.35f * (Palette.Draw(random) - colour);
        Vector2 slope = random.Direction() / Canvas.Size;
        Vector2 wave = random.Direction() * (MathF.Tau * random.Between(0.7f, 3f) / Canvas.Size);
        float phase = random.Between(0, MathF.Tau);
        float amplitude = random.Between(0, 0.06f);
        canvas.Shade((point, _) =>
        {
            Vector2 fromCentre = point - new Vector2(Canvas.Size / 2f);
            float ripple = amplitude * MathF.Sin(Vector2.Dot(fromCentre, wave) + phase);
            return colour + (towards * Vector2.Dot(fromCentre, slope)) + new Vector3(ripple);
        });
    }

    private static Placement PlaceSubject(RandomStream random)
    {
        float radius = random.Between(7.5f, 13.5f);

        // A sixth of a large figure may lie beyond the border.
        float room = MathF.Max(2f, (Canvas.Size / 2f) - (0.85f * radius));
        var centre = new Vector2(
            (Canvas.Size / 2f) + random.Between(-room, room),
            (Canvas.Size / 2f) + random.Between(-room, room));
        return new Placement(centre, radius, random.Direction(), random.Between(0.75f, 1f), random.Chance(0.5f));
    }

    // Short strokes and blobs, too small to be taken for a subject.
    private static void PaintClutter(Canvas canvas, float softness, int count, RandomStream random)
    {
        for (int i = 0; i < count; i++)
        {
            var centre = new Vector2(random.Between(0, Canvas.Size), random.Between(0, Canvas.Size));
            Shape stroke = random.Chance(0.5f)
                ? new Segment(random.Between(1.5f, 4f), random.Between(0.4f, 0.8f))
                : new Disc(random.Between(0.8f, 1.9f));
            canvas.Paint(stroke, new Placement(centre, 1, random.Direction()), Palette.Draw(random), softness);
        }
    }

    // A bar across the subject, off its centre: it hides up to about a quarter.
    private static void PaintOcclusion(Canvas canvas, Placement subject, float softness, RandomStream random)
    {
        Vector2 across = random.Direction();
        Vector2 centre = subject.Centre + (across * subject.Radius * random.Between(0.3f, 0.9f));
        var bar = new Segment(2 * Canvas.Size, subject.Radius * random.Between(0.1f, 0.22f));
        var along = new Vector2(-across.Y, across.X);
        canvas.Paint(bar, new Placement(centre, 1, along), Palette.Draw(random), softness);
    }

    // A lamp at one side.
    private static void Light(Canvas canvas, RandomStream random)
    {
        Vector2 slope = random.Direction() * (random.Between(0, 0.7f) / Canvas.Size);
        float level = random.Between(0.75f, 1.1f);
        canvas.Shade((point, colour) => colour * (level + Vector2.Dot(point - new Vector2(Canvas.Size / 2f), slope)));
    }

    private static void AddNoise(Canvas canvas, RandomStream random)
    {
        float deviation = random.Between(0.01f, 0.05f);
        canvas.Shade((_, colour) => colour + (deviation * new Vector3(random.Noise(), random.Noise(), random.Noise())));
    }
}
