using System.Diagnostics;
using System.Globalization;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>The memory that this process has in RAM.</summary>
internal static class ResidentMemory
{
    /// <summary>The most that it has had: VmHWM of /proc/self/status, else what the system says of the process; null where it says nothing.</summary>
    public static long? ReadPeak() => Read("VmHWM:", process => process.PeakWorkingSet64);

    /// <summary>What it has now: VmRSS, else what the system says.</summary>
    public static long? ReadNow() => Read("VmRSS:", process => process.WorkingSet64);

    /// <summary>A line's figure in bytes; null where the lines do not hold it.</summary>
    public static long? ParseStatus(IEnumerable<string> lines, string key)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        string[] parts = line?[key.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts is [var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : null;
    }

    private static long? Read(string key, Func<Process, long> elsewhere)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return ParseStatus(File.ReadLines("/proc/self/status"), key);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        using Process process = Process.GetCurrentProcess();
        return elsewhere(process) is > 0 and long bytes ? bytes : null;
    }
}
