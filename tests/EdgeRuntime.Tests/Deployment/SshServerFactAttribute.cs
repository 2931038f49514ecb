namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>A test that connects to an SSH server of its own, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SshServerFactAttribute : FactAttribute
{
    public SshServerFactAttribute() => Skip =
        !OperatingSystem.IsLinux() ? "this machine plays the board, which takes a Linux"
        : !File.Exists(SshServer.Program) ? $"needs {SshServer.Program} (package openssh-server)"
        : null;
}
