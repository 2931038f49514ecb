using System.Diagnostics;
using System.Globalization;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>The largest amount of memory that this process has had in RAM.</summary>
internal static class PeakMemory
{
    /// <summary>VmHWM of /proc/self/status, else what the system says of the process; null where it says nothing.</summary>
    public static long? Read()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return ParseStatus(File.ReadLines("/proc/self/status"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and long peak ? peak : null;
    }

    /// <summary>VmHWM in bytes; null where the lines do not hold it.</summary>
    public static long? ParseStatus(IEnumerable<string> lines)
    {
        const string Key = "VmHWM:";
        string? line = lines.FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        string[] parts = line?[Key.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts is [var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
