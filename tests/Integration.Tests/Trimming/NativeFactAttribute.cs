namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>A test of native code, which says what is absent where it cannot be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute() => Skip = NativeSdk.AbsentReason;
}
