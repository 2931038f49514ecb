namespace RsdtrEdge.Samples.ShapeImages.Shapes;

/// <summary>One class of the task.</summary>
/// <param name="Name">Its name: one English word.</param>
/// <param name="Draw">Draws a figure of the class.</param>
internal sealed record ShapeClass(string Name, Func<RandomStream, Shape> Draw)
{
    /// <summary>The classes in label order, which is the order of their names, as for any folder of class folders.</summary>
    public static IReadOnlyList<ShapeClass> All { get; } =
    [
        new("checkerboard", Texture.DrawCheckerboard),
        new("cross", Polygon.DrawCross),
        new("disc", Disc.Draw),
        new("dots", Texture.DrawDots),
        new("ring", Ring.Draw),
        new("spiral", Spiral.Draw),
        new("square", Polygon.DrawSquare),
        new("star", Polygon.DrawStar),
        new("stripes", Texture.DrawStripes),
        new("triangle", Polygon.DrawTriangle),
    ];
}
