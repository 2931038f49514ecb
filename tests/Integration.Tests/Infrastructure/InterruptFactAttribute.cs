namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>A test that sends Ctrl-C to a process, skipped where that cannot be done: on Windows, and where interrupts are ignored and nothing lets a process listen again.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InterruptFactAttribute : FactAttribute
{
    /// <summary>Marks a test.</summary>
    /// <param name="onlyLinux">Why the test is for Linux alone; null where it is not.</param>
    public InterruptFactAttribute(string? onlyLinux = null) => Skip = OperatingSystem.IsWindows() ? "On Windows Ctrl-C cannot be sent to one process."
        : onlyLinux is not null && !OperatingSystem.IsLinux() ? onlyLinux
        : !Interrupts.CanBeHeard ? $"Interrupts are ignored here, and there is no {Interrupts.Listener} {Interrupts.ListenerArgument}: run the tests in the foreground of a shell."
        : null;
}
