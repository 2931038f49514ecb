namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>The means and variances of BatchNormalization nodes in a <see cref="StepGraph"/> that normalizes by its own images.</summary>
/// <param name="Layout">Where each lies in the vector.</param>
/// <param name="Input">The input that takes them, [S].</param>
/// <param name="Output">The output with what they become, [S]: momentum times what they were, and the rest of what the images of the run have.</param>
internal sealed record StepStatistics(ParameterLayout Layout, string Input, string Output);
