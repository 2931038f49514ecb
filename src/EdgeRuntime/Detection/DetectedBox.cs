namespace RsdtrEdge.Runtime.Detection;

/// <summary>Something that a detector found: a rectangle, in whatever unit its corners are given (shares of the image's sides, or pixels).</summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The upper edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The lower edge.</param>
/// <param name="Score">How sure the detector is; with a softmax from 0 to 1.</param>
/// <param name="Class">What it takes it for: the place in its list of classes.</param>
public readonly record struct DetectedBox(float Left, float Top, float Right, float Bottom, float Score, int Class)
{
    /// <summary>Width times height; 0 where an edge lies beyond its opposite.</summary>
    public float Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>The area that two boxes share, over that which either covers: 1 for equal boxes, 0 for boxes that do not touch and for empty ones.</summary>
    /// <param name="other">The other box, in the same unit.</param>
    public float Overlap(in DetectedBox other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (!(width > 0 && height > 0))
        {
            return 0;
        }

        float shared = width * height;
        return shared / (Area + other.Area - shared);
    }

    /// <summary>The box in another unit: shares of an image's sides to its pixels.</summary>
    /// <param name="x">Times each horizontal coordinate.</param>
    /// <param name="y">Times each vertical one.</param>
    public DetectedBox Scale(float x, float y) => this with { Left = Left * x, Top = Top * y, Right = Right * x, Bottom = Bottom * y };
}
