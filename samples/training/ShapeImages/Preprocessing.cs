using System.Globalization;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Samples.ShapeImages;

/// <summary>What the sample network takes: planes of red, green and blue in this order, (value / 255 - 0.5) / 0.25.</summary>
internal static class Preprocessing
{
    /// <summary>The value that becomes 0, of full scale 1; the same for all channels.</summary>
    public const float Mean = 0.5f;

    /// <summary>The difference that becomes 1, of full scale 1; the same for all channels.</summary>
    public const float Std = 0.25f;

    /// <summary>The same in words, as the network's metadata has them.</summary>
    public static string Description { get; } = string.Create(CultureInfo.InvariantCulture, $"mean={Mean},{Mean},{Mean};std={Std},{Std},{Std};channels=rgb");

    /// <summary>The same as the runtime's steps, so that training and boards share their arithmetic.</summary>
    public static ImagePreprocessing Steps { get; } = new() { Mean = [Mean], Std = [Std] };
}
