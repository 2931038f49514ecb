using System.Numerics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.ShapeImages.Rendering;

/// <summary>A square image under construction; red, green and blue are fractions of full scale.</summary>
internal sealed class Canvas
{
    /// <summary>Width and height in pixels.</summary>
    public const int Size = 32;

    private readonly Vector3[] _pixels = new Vector3[Size * Size];

    /// <summary>Sets each pixel from its place and what it holds.</summary>
    /// <param name="shade">The new colour, given the pixel's centre in pixels and its present colour.</param>
    public void Shade(Func<Vector2, Vector3, Vector3> shade)
    {
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                ref Vector3 pixel = ref _pixels[(y * Size) + x];
                pixel = shade(new Vector2(x + 0.5f, y + 0.5f), pixel);
            }
        }
    }

    /// <summary>Paints a figure over what is there.</summary>
    /// <param name="shape">The figure.</param>
    /// <param name="placement">Where it lies.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="softness">The width of its edge in pixels: 1 is sharp, more is out of focus.</param>
    public void Paint(Shape shape, Placement placement, Vector3 colour, float softness) => Shade((point, below) =>
    {
        float distance = shape.Distance(placement.ToShape(point)) * placement.PixelsPerUnit;
        float coverage = Math.Clamp(0.5f - (distance / softness), 0, 1);
        return Vector3.Lerp(below, colour, coverage);
    });

    /// <summary>The image in 8 bits a sample.</summary>
    public RgbImage ToImage()
    {
        var image = new RgbImage(Size, Size);
        Span<byte> samples = image.Samples;
        for (int i = 0; i < _pixels.Length; i++)
        {
            Vector3 scaled = Vector3.Clamp(_pixels[i], Vector3.Zero, Vector3.One) * 255;
            samples[(3 * i) + 0] = (byte)(scaled.X + 0.5f);
            samples[(3 * i) + 1] = (byte)(scaled.Y + 0.5f);
            samples[(3 * i) + 2] = (byte)(scaled.Z + 0.5f);
        }

        return image;
    }
}
