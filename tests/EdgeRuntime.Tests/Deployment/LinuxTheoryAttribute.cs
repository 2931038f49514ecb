namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>Tests in which this machine plays the board, skipped where it is no Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = LinuxFactAttribute.Reason;
}
