namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>A test of native code on Arm instructions, which says what is absent where it cannot be made or executed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArmNativeFactAttribute : FactAttribute
{
    public ArmNativeFactAttribute() => Skip = ArmPublishing.NativeAbsentReason;
}
