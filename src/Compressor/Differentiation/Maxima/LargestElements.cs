namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>Which elements are a maximum.</summary>
internal static class LargestElements
{
    /// <summary>Writes 1 where an element is the maximum and 0 elsewhere, as float32. No element is larger than its maximum, so that those which are not less are equal to it.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="maxima">Their maxima, repeated along axes of size 1.</param>
    public static string Write(GradientWriter writer, string elements, string maxima) => writer.ToFloat(writer.Node("Not", [writer.Node("Greater", [maxima, elements])]));
}
