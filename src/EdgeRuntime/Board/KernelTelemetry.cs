using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>
/// Tells of the machine from the files of the kernel: thermal zones, cpufreq, hwmon, the device tree, control groups, /proc. What is absent or
/// not as expected is unknown.
/// </summary>
public sealed class KernelTelemetry : IBoardTelemetry
{
    private readonly KernelFiles _files;
    private readonly ProcessorReader _processors;
    private readonly ClockReader _clocks;
    private readonly HeatReader _heat;
    private readonly PowerReader _power;
    private readonly ContainerReader _container;
    private readonly PowerModeReader _powerMode;

    /// <summary>Prepares; nothing is read yet.</summary>
    /// <param name="root">Where /proc, /sys, /etc and /var are looked for; tests give a folder of their own.</param>
    public KernelTelemetry(string root = "/")
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _files = new KernelFiles(root);
        _processors = new ProcessorReader(_files);
        _clocks = new ClockReader(_files);
        _heat = new HeatReader(_files);
        _power = new PowerReader(_files);
        _container = new ContainerReader(_files);
        _powerMode = new PowerModeReader(_files);
        QueryFirmware = VideoCoreCommand.ForRoot(root);
    }

    /// <summary>Asks the firmware through its command; replaced by tests.</summary>
    internal Func<string?> QueryFirmware { get; init; }

    /// <inheritdoc/>
    public BoardInfo Describe()
    {
        (string? cpu, int? cores) = _processors.Describe();
        BoardReading now = Read();
        ClockPolicy? first = now.Clocks.FirstOrDefault();
        return new BoardInfo
        {
            Model = ReadModel(),
            Compatible = [.. (_files.ReadText("proc/device-tree/compatible") ?? _files.ReadText("sys/firmware/devicetree/base/compatible") ?? "")
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)],
            Cpu = cpu,
            Cores = cores,
            Affinity = _processors.ReadAffinity(),
            ProcessorLimit = _container.ReadProcessorLimit(),
            MemoryBytes = ReadMemory("MemTotal"),
            MemoryLimitBytes = _container.ReadMemoryLimit(),
            Kernel = _files.ReadText("proc/sys/kernel/osrelease"),
            PowerMode = _powerMode.Read(),
            Governor = first?.Governor,
            ClockMHz = first?.MHz,
            MaxClockMHz = first?.HardwareMHz,
            Clocks = now.Clocks,
            Temperatures = now.Temperatures,
            Cooling = now.Cooling,
            Throttling = now.Throttling,
            UnderVoltage = now.UnderVoltage,
            Power = now.Power,
            Fans = now.Fans,
        };
    }

    /// <inheritdoc/>
    public BoardReading Read(bool asksFirmware = true) => ReadLimits(asksFirmware) with
    {
        Temperatures = _heat.ReadTemperatures(),
        Power = _power.ReadPower(),
        Fans = _power.ReadFans(),
        Processors = _processors.ReadTimes(),
        LoadAverage = _processors.ReadLoadAverage(),
        AvailableMemoryBytes = ReadMemory("MemAvailable"),
    };

    /// <inheritdoc/>
    public string? ReadModel() =>
        _files.ReadText("proc/device-tree/model")
        ?? _files.ReadText("sys/firmware/devicetree/base/model")
        ?? _files.ReadText("sys/class/dmi/id/product_name");

    /// <summary>What holds processors back, alone: clocks and their limits, cooling, throttling, the supply, a container's limit.</summary>
    /// <param name="asksFirmware">As <see cref="Read"/> takes it.</param>
    internal BoardReading ReadLimits(bool asksFirmware = true) => new()
    {
        Clocks = _clocks.Read(),
        Cooling = _heat.ReadCooling(),
        Throttling = ReadThrottling(asksFirmware),
        UnderVoltage = _power.ReadUnderVoltage(),
        ThrottleEvents = _heat.ReadThrottleEvents(),
        ContainerThrottledPeriods = _container.ReadThrottledPeriods(),
    };

    /// <summary>How busy the processors of this process have been, alone.</summary>
    internal ProcessorTimes? ReadProcessors() => _processors.ReadTimes();

    private ThrottlingState? ReadThrottling(bool asksFirmware)
    {
        // The firmware device hangs below the SoC's bus, whose name differs between the generations of boards.
        string? word = _files.FindFolders("sys/devices/platform", "soc*")
            .SelectMany(bus => _files.FindFolders(bus, "*firmware"))
            .Select(device => _files.ReadText($"{device}/get_throttled"))
            .FirstOrDefault(text => text is not null);
        return word is null ? ThrottlingState.TryParse(asksFirmware ? QueryFirmware() : null)
            : ThrottlingState.TryParse(word) is { } polled ? polled with { IsPolled = true }
            : null;
    }

    private long? ReadMemory(string field)
    {
        string? text = KernelFiles.Field(_files.ReadLines("proc/meminfo"), field);
        return text is not null
            && text.EndsWith(" kB", StringComparison.Ordinal)
            && long.TryParse(text[..^3], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long kibibytes)
                ? kibibytes * 1024
                : null;
    }
}
