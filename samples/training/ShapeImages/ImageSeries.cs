using RsdtrEdge.Samples.ShapeImages.Rendering;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.ShapeImages;

/// <summary>An endless series of images, told by its seed: image i shows class i modulo 10 and does not depend on how many are asked for.</summary>
/// <param name="seed">The seed.</param>
internal sealed class ImageSeries(ulong seed)
{
    /// <summary>The first images of the series, rendered as they are asked for.</summary>
    /// <param name="count">How many.</param>
    public IEnumerable<LabelledImage> Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int label = i % ShapeClass.All.Count;
            yield return new LabelledImage(i, label, Scene.Render(ShapeClass.All[label], new RandomStream(seed, i)));
        }
    }
}
