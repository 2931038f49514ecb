using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Board;

/// <summary>Reads temperatures, and what the kernel and the hardware do against them (Documentation/driver-api/thermal/sysfs-api.rst).</summary>
internal sealed class HeatReader(KernelFiles files)
{
    /// <summary>The thermal zones, in the order of their numbers, without those that cannot be read.</summary>
    public ImmutableArray<ThermalZone> ReadTemperatures() =>
    [
        .. from zone in files.FindFolders("sys/class/thermal", "thermal_zone*")
           let name = files.ReadText($"{zone}/type")
           let milliCelsius = files.ReadNumber($"{zone}/temp")
           where name is not null && milliCelsius is not null
           select new ThermalZone(name, milliCelsius.Value / 1000.0),
    ];

    /// <summary>The cooling devices.</summary>
    public ImmutableArray<CoolingDevice> ReadCooling() =>
    [
        .. from device in files.FindFolders("sys/class/thermal", "cooling_device*")
           let name = files.ReadText($"{device}/type")
           let state = files.ReadNumber($"{device}/cur_state")
           where name is not null && state is not null
           select new CoolingDevice(name, state.Value, files.ReadNumber($"{device}/max_state")),
    ];

    /// <summary>How often processors were held back: by heat as x64 processors count it, by over-current as Jetsons do (<c>soctherm_oc</c>).</summary>
    public long? ReadThrottleEvents()
    {
        string[] counters =
        [
            .. files.FindFolders("sys/devices/system/cpu", "cpu*").SelectMany(
                processor => (string[])[$"{processor}/thermal_throttle/core_throttle_count", $"{processor}/thermal_throttle/package_throttle_count"]),
            .. files.FindFolders("sys/class/hwmon", "hwmon*").SelectMany(monitor => files.FindFiles(monitor, "oc*_event_cnt")),
        ];
        long?[] known = [.. counters.Select(files.ReadNumber).Where(count => count is not null)];
        return known.Length == 0 ? null : known.Sum();
    }
}
