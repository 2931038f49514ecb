namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>A test on Arm instructions, which says what is absent where they cannot be executed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArmFactAttribute : FactAttribute
{
    public ArmFactAttribute() => Skip = ArmMachine.AbsentReason;
}
