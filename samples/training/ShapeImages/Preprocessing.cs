using RsdtrEdge.Samples.ShapeImages.Rendering;

namespace RsdtrEdge.Samples.ShapeImages;

/// <summary>What the sample network takes: (value / 255 - mean) / std, planes of red, green and blue in this order.</summary>
internal static class Preprocessing
{
    /// <summary>The value that becomes 0, of full scale 1; the same for all channels.</summary>
    public const float Mean = 0.5f;

    /// <summary>The difference that becomes 1, of full scale 1; the same for all channels.</summary>
    public const float Std = 0.25f;

    /// <summary>Turns an image into the network's input [3,H,W].</summary>
    /// <param name="rgb">Red, green and blue bytes, row by row.</param>
    /// <returns>Three planes of <see cref="Canvas.Size"/> squared values.</returns>
    public static float[] ToPlanes(ReadOnlySpan<byte> rgb)
    {
        float[] planes = new float[rgb.Length];
        int plane = rgb.Length / 3;
        for (int i = 0; i < rgb.Length; i++)
        {
            planes[(i % 3 * plane) + (i / 3)] = ((rgb[i] / 255f) - Mean) / Std;
        }

        return planes;
    }
}
