using System.Numerics;

namespace RsdtrEdge.Samples.ShapeImages.Rendering;

/// <summary>Colours of a scene.</summary>
internal static class Palette
{
    private const float LeastContrast = 0.38f;

    /// <summary>Any colour.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    public static Vector3 Draw(RandomStream random) =>
        new(random.Between(0.08f, 0.92f), random.Between(0.08f, 0.92f), random.Between(0.08f, 0.92f));

    /// <summary>A colour that stands out from another, darker or lighter or of another hue.</summary>
    /// <param name="random">The image's stream of numbers.</param>
    /// <param name="other">The colour to stand out from.</param>
    public static Vector3 DrawAgainst(RandomStream random, Vector3 other)
    {
        // The ball around any colour that is refused is far smaller than the cube drawn from: this ends after a few draws.
        while (true)
        {
            Vector3 colour = Draw(random);
            if (Vector3.Distance(colour, other) >= LeastContrast)
            {
                return colour;
            }
        }
    }
}
