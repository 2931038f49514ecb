using System.Globalization;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>
/// A test that sends Ctrl-C to a process, skipped where that cannot be done: on Windows, and where interrupts are ignored. What a shell starts in the
/// background ignores them, and so does all that this starts.
/// </summary>
internal sealed class InterruptFactAttribute : FactAttribute
{
    /// <summary>The signal's number on Linux and macOS.</summary>
    public const int Interrupt = 2;

    public InterruptFactAttribute() => Skip = OperatingSystem.IsWindows() ? "On Windows Ctrl-C cannot be sent to one process."
        : AreIgnored() ? "Interrupts are ignored here: run the tests in the foreground of a shell."
        : null;

    // The mask of ignored signals, in hexadecimal; the first signal is its lowest bit.
    private static bool AreIgnored()
    {
        const string Field = "SigIgn:";
        string? mask = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return mask is not null && (ulong.Parse(mask[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }
}
