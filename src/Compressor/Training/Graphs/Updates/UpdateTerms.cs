namespace RsdtrEdge.Compressor.Training.Graphs.Updates;

/// <summary>What an optimizer makes a step of: names of vectors [P].</summary>
/// <param name="Gradient">The sum of the shards' gradients, shortened.</param>
/// <param name="Pull">The weight decay times the weights that it holds for.</param>
internal readonly record struct UpdateTerms(string Gradient, string Pull);
