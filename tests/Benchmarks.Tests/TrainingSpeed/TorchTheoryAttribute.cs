using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

/// <inheritdoc cref="TorchFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchLibrary.Absence;
}
