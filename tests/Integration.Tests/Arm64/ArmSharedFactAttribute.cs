using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>A test on Arm instructions over the real models beside the checkout, which says what is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArmSharedFactAttribute : FactAttribute
{
    public ArmSharedFactAttribute() => Skip = ArmMachine.AbsentReason ?? (RepositoryLayout.HasShared ? null : SharedMaterial.AbsentReason);
}
