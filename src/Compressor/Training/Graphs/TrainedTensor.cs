namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>A stored tensor that is trained, and its place in the flat vector of all that is.</summary>
/// <param name="Name">The initializer's name, or that of the value that a Constant node gives.</param>
/// <param name="Dims">Its shape.</param>
/// <param name="Offset">The place of its first number.</param>
/// <param name="Length">How many numbers it has.</param>
/// <param name="Matrix">How it is a matrix; null where it is none.</param>
internal sealed record TrainedTensor(string Name, IReadOnlyList<long> Dims, int Offset, int Length, WeightMatrix? Matrix)
{
    /// <summary>Whether weight decay holds it back: all matrices, and nothing else.</summary>
    public bool Decays => Matrix is not null;
}
