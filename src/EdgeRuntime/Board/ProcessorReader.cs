using System.Collections.Immutable;
using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>Reads what processors there are, which of them this process may use, and how busy they have been.</summary>
internal sealed class ProcessorReader(KernelFiles files)
{
    // The kernel counts for programs in hundredths of a second on every machine that this runs on (USER_HZ).
    private const double TicksPerSecond = 100;

    /// <summary>Names of Arm's processors by the part number of the main ID register (Arm's reference manuals, MIDR_EL1.PartNum).</summary>
    private static readonly ImmutableDictionary<string, string> ArmParts = new Dictionary<string, string>
    {
        ["0xb76"] = "ARM1176",
        ["0xc07"] = "Cortex-A7",
        ["0xd03"] = "Cortex-A53",
        ["0xd04"] = "Cortex-A35",
        ["0xd05"] = "Cortex-A55",
        ["0xd07"] = "Cortex-A57",
        ["0xd08"] = "Cortex-A72",
        ["0xd09"] = "Cortex-A73",
        ["0xd0a"] = "Cortex-A75",
        ["0xd0b"] = "Cortex-A76",
        ["0xd0c"] = "Neoverse-N1",
        ["0xd41"] = "Cortex-A78",
        ["0xd42"] = "Cortex-A78AE",
    }.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name and the number of the processors; null where they are not known.</summary>
    public (string? Name, int? Count) Describe()
    {
        string[] lines = files.ReadLines("proc/cpuinfo");
        int count = lines.Count(line => KernelFiles.KeyOf(line) == "processor");
        return (NameIn(lines), count > 0 ? count : null);
    }

    /// <summary>The processors that this process may use, such as <c>0-3</c>.</summary>
    public string? ReadAffinity() => KernelFiles.Field(files.ReadLines("proc/self/status"), "Cpus_allowed_list");

    /// <summary>How busy the processors that this process may use have been.</summary>
    public ProcessorTimes? ReadTimes()
    {
        HashSet<int>? allowed = ProcessorList.TryParse(ReadAffinity())?.ToHashSet();
        double busy = 0;
        int count = 0;
        foreach (string line in files.ReadLines("proc/stat"))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 7
                && parts[0].StartsWith("cpu", StringComparison.Ordinal)
                && int.TryParse(parts[0][3..], NumberStyles.None, CultureInfo.InvariantCulture, out int processor)
                && allowed?.Contains(processor) != false
                && BusyTicks(parts) is { } ticks)
            {
                busy += ticks / TicksPerSecond;
                count++;
            }
        }

        return count == 0 ? null : new ProcessorTimes(busy, count);
    }

    /// <summary>The mean number of programs that wanted a processor in the last minute.</summary>
    public double? ReadLoadAverage() =>
        double.TryParse(files.ReadText("proc/loadavg")?.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double load) ? load : null;

    // user nice system idle iowait irq softirq steal; what guests took (behind them) is in user and nice already. The last of these came with Linux 2.6.11.
    private static double? BusyTicks(string[] parts)
    {
        double ticks = 0;
        foreach (int column in (ReadOnlySpan<int>)[1, 2, 3, 6, 7, 8])
        {
            if (column < parts.Length)
            {
                if (!double.TryParse(parts[column], NumberStyles.None, CultureInfo.InvariantCulture, out double value))
                {
                    return null;
                }

                ticks += value;
            }
        }

        return ticks;
    }

    // Names that hypervisors give, such as "AMD EPYC", are those of processors of several generations: family and model (CPUID) tell them apart. A name with a number tells its model.
    private static string Told(string name, string? family, string? model) =>
        family is null || model is null || name.Any(char.IsAsciiDigit) ? name : $"{name}, family {family} model {model}";

    private static string? NameIn(string[] lines) =>
        KernelFiles.Field(lines, "model name") is { } name && !name.StartsWith("ARM", StringComparison.Ordinal)
            ? Told(name, KernelFiles.Field(lines, "cpu family"), KernelFiles.Field(lines, "model"))
            : KernelFiles.Field(lines, "CPU implementer") == "0x41" && KernelFiles.Field(lines, "CPU part") is { } part
                ? ArmParts.GetValueOrDefault(part, $"Arm part {part}")
                : KernelFiles.Field(lines, "model name");
}
