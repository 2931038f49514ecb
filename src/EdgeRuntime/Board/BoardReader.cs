using System.Collections.Immutable;
using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>Reads the files of /proc and /sys below a root folder. What is absent or not as expected is null.</summary>
internal sealed class BoardReader(string root)
{
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

    private readonly KernelFiles _files = new(root);

    /// <summary>Asks the firmware through its command; replaced by tests.</summary>
    public Func<string?> QueryFirmware { get; init; } = VideoCoreCommand.ForRoot(root);

    /// <summary>Reads everything.</summary>
    public BoardInfo Read()
    {
        string[] cpuInfo = _files.ReadLines("proc/cpuinfo");
        return new BoardInfo
        {
            Model = _files.ReadText("proc/device-tree/model")
                ?? _files.ReadText("sys/firmware/devicetree/base/model")
                ?? _files.ReadText("sys/class/dmi/id/product_name"),
            Cpu = ReadCpu(cpuInfo),
            Cores = ReadCores(cpuInfo),
            MemoryBytes = ReadMemory(),
            Kernel = _files.ReadText("proc/sys/kernel/osrelease"),
            Governor = _files.ReadText("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            ClockMHz = _files.ReadNumber("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq") / 1000.0,
            MaxClockMHz = _files.ReadNumber("sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq") / 1000.0,
            Temperatures = ReadTemperatures(),
            Throttling = ReadThrottling(),
        };
    }

    /// <summary>The throttling word alone: cheap enough for before and after a measurement.</summary>
    public ThrottlingState? ReadThrottling()
    {
        // The firmware device hangs below the SoC's bus, whose name differs between the generations of boards.
        string? word = _files.FindFolders("sys/devices/platform", "soc*")
            .SelectMany(bus => _files.FindFolders(bus, "*firmware"))
            .Select(device => _files.ReadText($"{device}/get_throttled"))
            .FirstOrDefault(text => text is not null);
        return ThrottlingState.TryParse(word ?? QueryFirmware());
    }

    private static string? ReadCpu(string[] cpuInfo) =>
        Field(cpuInfo, "model name") is { } name && !name.StartsWith("ARM", StringComparison.Ordinal)
            ? name
            : Field(cpuInfo, "CPU implementer") == "0x41" && Field(cpuInfo, "CPU part") is { } part
                ? ArmParts.GetValueOrDefault(part, $"Arm part {part}")
                : Field(cpuInfo, "model name");

    private static int? ReadCores(string[] cpuInfo) =>
        cpuInfo.Count(line => KeyOf(line) == "processor") is > 0 and int count ? count : null;

    private long? ReadMemory()
    {
        string? text = Field(_files.ReadLines("proc/meminfo"), "MemTotal");
        return text is not null
            && text.EndsWith(" kB", StringComparison.Ordinal)
            && long.TryParse(text[..^3], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long kibibytes)
                ? kibibytes * 1024
                : null;
    }

    private ImmutableArray<ThermalZone> ReadTemperatures() =>
    [
        .. from zone in _files.FindFolders("sys/class/thermal", "thermal_zone*")
           let name = _files.ReadText($"{zone}/type")
           let milliCelsius = _files.ReadNumber($"{zone}/temp")
           where name is not null && milliCelsius is not null
           select new ThermalZone(name, milliCelsius.Value / 1000.0),
    ];

    private static string? Field(string[] lines, string key)
    {
        string? line = lines.FirstOrDefault(line => KeyOf(line) == key);
        string value = line is null ? "" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return value.Length == 0 ? null : value;
    }

    private static string KeyOf(string line) => line.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon ? line[..colon].Trim() : "";
}
