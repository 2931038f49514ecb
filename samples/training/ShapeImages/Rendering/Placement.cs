using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Rendering;

/// <summary>Where a figure lies in the image, how large, turned and squeezed it is.</summary>
/// <param name="Centre">The image point, in pixels, where the figure's origin lies.</param>
/// <param name="Radius">How many pixels one unit of the figure is.</param>
/// <param name="Axis">The image direction of the figure's horizontal axis; length 1.</param>
/// <param name="Squeeze">The figure's height, 1 for none: what a slanted view does.</param>
/// <param name="Mirrored">Whether the figure is seen from behind.</param>
internal readonly record struct Placement(Vector2 Centre, float Radius, Vector2 Axis, float Squeeze = 1, bool Mirrored = false)
{
    /// <summary>Pixels for a unit of the figure's signed distance: the mean of both axes, since a squeeze stretches distances unevenly.</summary>
    public float PixelsPerUnit => Radius * (1 + Squeeze) / 2;

    /// <summary>The figure's own coordinates of an image point.</summary>
    /// <param name="pixel">The image point, in pixels.</param>
    public Vector2 ToShape(Vector2 pixel)
    {
        Vector2 offset = (pixel - Centre) / Radius;
        float along = Vector2.Dot(offset, Axis);
        float across = Vector2.Dot(offset, new Vector2(-Axis.Y, Axis.X)) / Squeeze;
        return new Vector2(along, Mirrored ? -across : across);
    }
}
