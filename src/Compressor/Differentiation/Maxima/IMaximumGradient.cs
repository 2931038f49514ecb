namespace RsdtrEdge.Compressor.Differentiation.Maxima;

/// <summary>One way to compute the gradient of MaxPool by standard operators: each window's goes to its largest element, and equal ones share it.</summary>
internal interface IMaximumGradient
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>Whether it can compute a gradient.</summary>
    bool Serves(MaximumShape shape);

    /// <summary>Writes the nodes.</summary>
    /// <param name="writer">Where they are written.</param>
    /// <param name="covered">What the windows cover, [N, C, <see cref="MaximumShape.CoveredSizes"/>]; N may be open.</param>
    /// <param name="maxima">The output of MaxPool, [N, C, out...].</param>
    /// <param name="gradient">The gradient of its output.</param>
    /// <param name="shape">The sizes; <see cref="Serves"/> holds for them.</param>
    /// <returns>The gradient of what the windows cover.</returns>
    string Write(GradientWriter writer, string covered, string maxima, string gradient, MaximumShape shape);
}
