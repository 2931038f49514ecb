namespace RsdtrEdge.Samples.ShapeImages;

/// <summary>One image of a data set.</summary>
/// <param name="Index">Its number in the data set.</param>
/// <param name="Label">Its class, an index into <see cref="Shapes.ShapeClass.All"/>.</param>
/// <param name="Rgb">Red, green and blue bytes, row by row from the top.</param>
internal sealed record LabelledImage(int Index, int Label, byte[] Rgb);
