using System.Collections.Immutable;
using System.Globalization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>
/// Reads power monitors, fans and the supply's alarm from the kernel's hwmon (Documentation/hwmon/sysfs-interface.rst: microwatts, millivolts,
/// milliamperes) and, of JetPack 4, from its iio files (milliwatts).
/// </summary>
internal sealed class PowerReader(KernelFiles files)
{
    private const int MostChannels = 8;

    // Behind its three channels an INA3221 shows voltages over the shunts, and a sum of currents: no power is in their products.
    private const int Ina3221Channels = 3;

    /// <summary>What all monitors show.</summary>
    public ImmutableArray<PowerReading> ReadPower() => [.. Monitors().SelectMany(ReadMonitor), .. ReadJetPack4()];

    /// <summary>All fans.</summary>
    public ImmutableArray<FanReading> ReadFans()
    {
        ImmutableArray<FanReading>.Builder fans = ImmutableArray.CreateBuilder<FanReading>();
        foreach ((string folder, string name) in Monitors())
        {
            for (int i = 1; i <= MostChannels; i++)
            {
                Add(name, files.ReadNumber($"{folder}/fan{i}_input"), files.ReadNumber($"{folder}/pwm{i}"));
            }

            Add(name, files.ReadNumber($"{folder}/rpm"), null); // Jetson's pwm_tach
        }

        Add("pwm-fan", files.ReadNumber("sys/devices/pwm-fan/rpm_measured"), files.ReadNumber("sys/devices/pwm-fan/cur_pwm"));
        return fans.ToImmutable();

        void Add(string name, long? rpm, long? duty)
        {
            if (rpm is not null || duty is not null)
            {
                fans.Add(new FanReading(name, rpm, duty / 255.0));
            }
        }
    }

    /// <summary>Whether the Raspberry Pi's supply is too low now; null where no driver tells.</summary>
    public bool? ReadUnderVoltage() =>
        Monitors().Where(monitor => monitor.Name == "rpi_volt").Select(monitor => files.ReadNumber($"{monitor.Folder}/in0_lcrit_alarm")).FirstOrDefault() switch
        {
            null => null,
            0 => false,
            _ => true,
        };

    private IEnumerable<(string Folder, string Name)> Monitors() =>
        from folder in files.FindFolders("sys/class/hwmon", "hwmon*")
        let name = files.ReadText($"{folder}/name")
        where name is not null
        select (folder, name);

    private IEnumerable<PowerReading> ReadMonitor((string Folder, string Name) monitor)
    {
        (string folder, string name) = monitor;
        List<PowerReading> readings = [];
        for (int i = 1; i <= MostChannels; i++)
        {
            if ((files.ReadNumber($"{folder}/power{i}_input") ?? files.ReadNumber($"{folder}/power{i}_average")) is { } microwatts)
            {
                readings.Add(new PowerReading(name, files.ReadText($"{folder}/power{i}_label"), microwatts / 1e6));
            }
        }

        bool hasPower = readings.Count > 0;
        // Chips that show voltage and current alone; those that show power multiply the same two.
        for (int i = 1; !hasPower && name.StartsWith("ina", StringComparison.Ordinal) && i <= Ina3221Channels; i++)
        {
            if (files.ReadNumber($"{folder}/in{i}_input") is { } millivolts && files.ReadNumber($"{folder}/curr{i}_input") is { } milliamperes)
            {
                readings.Add(new PowerReading(name, files.ReadText($"{folder}/in{i}_label"), millivolts * milliamperes / 1e6));
            }
        }

        return readings;
    }

    private IEnumerable<PowerReading> ReadJetPack4() =>
        from chip in files.FindFolders("sys/bus/i2c/drivers/ina3221x", "*-*")
        from device in files.FindFolders(chip, "iio:device*")
        from channel in Enumerable.Range(0, Ina3221Channels)
        let number = channel.ToString(CultureInfo.InvariantCulture)
        let milliwatts = files.ReadNumber($"{device}/in_power{number}_input")
        where milliwatts is not null
        select new PowerReading("ina3221x", files.ReadText($"{device}/rail_name_{number}"), milliwatts.Value / 1e3);
}
