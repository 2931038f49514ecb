namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>For one window over all of what is covered: its elements are compared with their maximum where they are.</summary>
internal sealed class WholeMaxima : IMaximumGradient
{
    public string Name => "whole";

    public bool Serves(MaximumShape shape) => shape.LieSideBySide && shape.OutputSizes.All(size => size == 1);

    public string Write(GradientWriter writer, string covered, string maxima, string gradient, MaximumShape shape)
    {
        string largest = LargestElements.Write(writer, covered, maxima);
        string count = writer.ReduceSum(largest, keepAxes: true, [.. Enumerable.Range(2, shape.Rank).Select(axis => (long)axis)]);
        return writer.Multiply(largest, writer.Divide(gradient, count));
    }
}
