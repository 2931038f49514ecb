using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>A theory on Arm instructions over the real models beside the checkout, which says what is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArmSharedTheoryAttribute : TheoryAttribute
{
    public ArmSharedTheoryAttribute() => Skip = ArmMachine.AbsentReason ?? (RepositoryLayout.HasShared ? null : SharedMaterial.AbsentReason);
}
