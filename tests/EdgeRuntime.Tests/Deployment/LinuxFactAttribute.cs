namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>A test in which this machine plays the board, skipped where it is no Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "this machine plays the board, which takes a Linux";
}
