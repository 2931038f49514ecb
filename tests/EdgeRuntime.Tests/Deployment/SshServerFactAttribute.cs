namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>A test that connects to an SSH server of its own, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SshServerFactAttribute : FactAttribute
{
    public SshServerFactAttribute() => Skip =
        LinuxFactAttribute.Reason
        ?? (!File.Exists(SshServer.Program) ? $"needs {SshServer.Program} (package openssh-server)"
            : Array.Find(["ssh", "ssh-keygen"], IsAbsent) is { } absent ? $"needs {absent} (package openssh-client)"
            : null);

    private static bool IsAbsent(string program) =>
        !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
