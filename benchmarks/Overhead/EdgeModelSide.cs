using RsdtrEdge.Runtime.Models;

namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>Runs through <see cref="EdgeModel"/>.</summary>
/// <param name="model">The network, with its input in place; disposed with this.</param>
internal sealed class EdgeModelSide(EdgeModel model) : IRunSide
{
    /// <inheritdoc/>
    public ReadOnlySpan<float> Output => model.GetOutput(0);

    /// <inheritdoc/>
    public void Run() => _ = model.Run();

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();
}
