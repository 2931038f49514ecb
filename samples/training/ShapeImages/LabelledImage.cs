using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Samples.ShapeImages;

/// <summary>One image of a series.</summary>
/// <param name="Index">Its number in the series.</param>
/// <param name="Label">Its class, an index into <see cref="Shapes.ShapeClass.All"/>.</param>
/// <param name="Image">The image itself.</param>
internal sealed record LabelledImage(int Index, int Label, RgbImage Image);
