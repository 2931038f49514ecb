using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

/// <summary>A test that needs PyTorch, and says so on machines that its package has no library for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    /// <param name="needsShared">Whether it needs the models beside the checkout, too.</param>
    public TorchFactAttribute(bool needsShared = false) => Skip = TorchLibrary.Absence ?? (needsShared && !RepositoryLayout.HasShared ? SharedMaterial.AbsentReason : null);
}
