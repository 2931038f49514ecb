using System.Diagnostics;
using System.Globalization;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>
/// Ctrl-C as a signal. What a shell starts in the background ignores it, as builds of a server do, and so does all that this starts: there a program is started
/// by one that listens again.
/// </summary>
internal static class Interrupts
{
    /// <summary>The signal's number on Linux and macOS.</summary>
    public const int Signal = 2;

    /// <summary>The program by which others are started.</summary>
    public const string Listener = "env";

    /// <summary>The argument with which it lets them listen; older ones do not know it.</summary>
    public const string ListenerArgument = "--default-signal=INT";

    /// <summary>Whether this process ignores interrupts, and what it starts by itself.</summary>
    public static bool AreIgnored { get; } = FindIgnored();

    /// <summary>Whether what is started can listen.</summary>
    public static bool CanBeHeard { get; } = !AreIgnored || HasListener();

    // The mask of ignored signals, in hexadecimal; the first signal is its lowest bit.
    private static bool FindIgnored()
    {
        const string Field = "SigIgn:";
        string? mask = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return mask is not null && (ulong.Parse(mask[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Signal - 1))) != 0;
    }

    private static bool HasListener()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Listener, [ListenerArgument, "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
