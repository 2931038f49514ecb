using System.Globalization;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>Whether Ctrl-C can be tried: what a shell starts in the background ignores interrupts, and so does all that this starts.</summary>
internal static class Interrupts
{
    /// <summary>The signal's number on Linux and macOS.</summary>
    public const int Signal = 2;

    /// <summary>Whether this process, and so one that it starts, ignores interrupts. Known on Linux only; elsewhere taken as not.</summary>
    public static bool AreIgnored
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return false;
            }

            // The mask of ignored signals, in hexadecimal; the first signal is its lowest bit.
            string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            return (ulong.Parse(mask["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Signal - 1))) != 0;
        }
    }
}
