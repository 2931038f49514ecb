namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>A test of a .NET program with its own runtime on Arm instructions, which says what is absent where it cannot be made or executed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ArmTrimmedFactAttribute : FactAttribute
{
    public ArmTrimmedFactAttribute() => Skip = ArmPublishing.TrimmedAbsentReason;
}
