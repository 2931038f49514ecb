using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Tests.Board;

/// <summary>Each board's files, and each kind of file that is absent or damaged.</summary>
public sealed class KernelTelemetryTests
{
    [Theory]
    [InlineData("pi-zero-2-w", "Raspberry Pi Zero 2 W Rev 1.0", "raspberrypi,model-zero-2-w brcm,bcm2837", "Cortex-A53", 4, 437536, 1000, 1000)]
    [InlineData("pi-3b-plus", "Raspberry Pi 3 Model B Plus Rev 1.3", "raspberrypi,3-model-b-plus brcm,bcm2837", "Cortex-A53", 4, 945364, 1400, 1400)]
    [InlineData("pi-4", "Raspberry Pi 4 Model B Rev 1.4", "raspberrypi,4-model-b brcm,bcm2711", "Cortex-A72", 4, 3885396, 600, 1800)]
    [InlineData("pi-5", "Raspberry Pi 5 Model B Rev 1.0", "raspberrypi,5-model-b brcm,bcm2712", "Cortex-A76", 4, 8256000, 2400, 2400)]
    [InlineData("jetson-nano", "NVIDIA Jetson Nano Developer Kit", "nvidia,p3450-0000 nvidia,jetson-nano nvidia,tegra210", "Cortex-A57", 4, 4059276, 1224, 1479)]
    [InlineData("jetson-orin-nano", "NVIDIA Jetson Orin Nano Developer Kit", "nvidia,p3768-0000+p3767-0005 nvidia,p3767-0005 nvidia,tegra234", "Cortex-A78AE", 6, 7802268, 1510.4, 1510.4)]
    public void A_board_says_what_it_is(string fixture, string model, string compatible, string cpu, int cores, long kibibytes, double clock, double most)
    {
        using BoardFixture board = new(fixture);
        BoardInfo info = board.Info;
        Assert.Equal(model, info.Model);
        Assert.Equal(compatible, string.Join(' ', info.Compatible));
        Assert.Equal(cpu, info.Cpu);
        Assert.Equal(cores, info.Cores);
        Assert.Equal(kibibytes * 1024, info.MemoryBytes);
        Assert.Equal((clock, most), (info.ClockMHz, info.MaxClockMHz));
        Assert.Equal($"0-{cores - 1}", info.Affinity);
        Assert.Null(info.ProcessorLimit);
        Assert.Null(info.MemoryLimitBytes);
        // user + nice + system + softirq of each processor, in hundredths of a second.
        Assert.Equal(new ProcessorTimes(cores * (3000 + 10 + 1500 + 5) / 100.0, cores), board.Telemetry.Read().Processors);
        Assert.Equal(0.12, board.Telemetry.Read().LoadAverage);
    }

    [Fact]
    public void A_Pi_Zero_2_W_tells_the_word_by_the_firmwares_command_and_only_where_that_may_be_asked()
    {
        using BoardFixture board = new("pi-zero-2-w");
        KernelTelemetry telemetry = board.TelemetryWith("throttled=0x50000\n");
        Assert.Equal(new ThrottlingState(0x50000), telemetry.Read().Throttling);
        Assert.Null(telemetry.Read(asksFirmware: false).Throttling);
        Assert.Null(board.Telemetry.Read().Throttling);
        Assert.False(telemetry.Read().UnderVoltage);
    }

    [Fact]
    public void A_Pi_3_at_its_soft_limit_says_so()
    {
        using BoardFixture board = new("pi-3b-plus");
        Assert.Equal(["soft temperature limit"], board.Info.Throttling!.ActiveCauses);
        // The clock is the one that was asked for: at its soft limit the board runs at 1200 MHz, and the kernel does not know.
        Assert.Equal(1400, board.Info.ClockMHz);
        Assert.Equal("6.1.21-v8+", board.Info.Kernel);
        Assert.Equal(new ThermalZone("cpu-thermal", 61.224), Assert.Single(board.Info.Temperatures));
        Assert.Empty(board.Info.Power);
        Assert.Empty(board.Info.Fans);
    }

    [Fact]
    public void A_Pi_4_with_a_power_monitor_says_what_it_draws()
    {
        using BoardFixture board = new("pi-4");
        Assert.Equal(new PowerReading("ina219", null, 3.588), Assert.Single(board.Info.Power));
        Assert.Equal(3.588, board.Telemetry.Read().BoardWatts);
        Assert.Equal(new ThrottlingState(0) { IsPolled = true }, board.Info.Throttling);
        Assert.Equal(
            new ClockPolicy("policy0") { Processors = "0 1 2 3", Governor = "ondemand", MHz = 600, LeastMHz = 600, MostMHz = 1800, HardwareMHz = 1800 },
            Assert.Single(board.Info.Clocks));
    }

    [Fact]
    public void A_Pi_5_shows_its_fan_and_its_weak_supply_and_its_fan_is_no_limit_on_the_clock()
    {
        using BoardFixture board = new("pi-5");
        Assert.Equal(new FanReading("pwmfan", 3012, 0.4), Assert.Single(board.Info.Fans));
        Assert.True(board.Info.UnderVoltage);
        Assert.Equal(["under-voltage", "throttled"], board.Info.Throttling!.ActiveCauses);
        Assert.False(Assert.Single(board.Info.Cooling).HoldsProcessorsBack);
        Assert.Empty(board.Info.Power);
    }

    [Fact]
    public void A_Jetson_Nano_shows_its_rails_its_mode_and_no_heat_of_a_placeholder()
    {
        using BoardFixture board = new("jetson-nano");
        BoardInfo info = board.Info;
        Assert.Equal("5W", info.PowerMode);
        Assert.Equal(
            [new PowerReading("ina3221x", "POM_5V_IN", 2.41), new PowerReading("ina3221x", "POM_5V_GPU", 0.04), new PowerReading("ina3221x", "POM_5V_CPU", 0.644)],
            info.Power.ToArray());
        Assert.Equal(2.41, board.Telemetry.Read().BoardWatts);
        Assert.Equal(new FanReading("pwm-fan", 0, 0.2), Assert.Single(info.Fans));
        Assert.Equal(42, board.Telemetry.Read().HottestCelsius);
        Assert.Equal(918, Assert.Single(info.Clocks).MostMHz);
        Assert.Null(info.Throttling);
        Assert.Null(info.UnderVoltage);
    }

    [Fact]
    public void An_Orin_Nano_shows_both_groups_of_processors_its_rails_and_its_zones_in_their_order()
    {
        using BoardFixture board = new("jetson-orin-nano");
        BoardInfo info = board.Info;
        Assert.Equal("15W", info.PowerMode);
        Assert.Equal(["policy0", "policy4"], info.Clocks.Select(policy => policy.Name));
        Assert.Equal(1510.4, board.Telemetry.Read().FastestMHz);
        Assert.Equal(["cpu-thermal", "tj-thermal", "soc2-thermal"], info.Temperatures.Select(zone => zone.Name));
        // Volts times amperes of the three channels; behind them are voltages over shunts and a sum of currents.
        Assert.Equal(["VDD_IN", "VDD_CPU_GPU_CV", "VDD_SOC"], info.Power.Select(reading => reading.Rail));
        Assert.Equal([4.99968, 0.95232, 1.42848], info.Power.Select(reading => Math.Round(reading.Watts, 9)));
        Assert.Equal(4.99968, board.Telemetry.Read().BoardWatts!.Value, 9);
        Assert.Equal([new FanReading("pwm_tach", 1580, null), new FanReading("pwmfan", null, 0.2)], info.Fans.ToArray());
        Assert.Equal(2, board.Telemetry.Read().ThrottleEvents);
        Assert.DoesNotContain(info.Cooling, device => device.HoldsProcessorsBack);
        board.Write("sys/class/thermal/cooling_device1/cur_state", "3\n");
        Assert.Equal(new CoolingDevice("cpufreq-cpu4", 3, 24), Assert.Single(board.Info.Cooling, device => device.HoldsProcessorsBack));
    }

    [Fact]
    public void A_PC_is_named_by_its_firmware_and_its_processor_by_the_kernel_and_counts_its_throttling()
    {
        using BoardFixture board = new();
        board.Write("sys/class/dmi/id/product_name", "Standard PC\n")
            .Write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some x64 CPU @ 3.00GHz\nprocessor\t: 1\nmodel name\t: Some x64 CPU @ 3.00GHz\n")
            .Write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n")
            .Write("sys/devices/system/cpu/cpu1/thermal_throttle/package_throttle_count", "4\n");
        Assert.Equal(("Standard PC", "Some x64 CPU @ 3.00GHz", 2), (board.Info.Model, board.Info.Cpu, board.Info.Cores));
        Assert.Equal(7, board.Telemetry.Read().ThrottleEvents);
    }

    [Theory]
    [InlineData("AMD EPYC", "AMD EPYC, family 25 model 17")]
    [InlineData("Some x64 CPU @ 3.00GHz", "Some x64 CPU @ 3.00GHz")]
    public void A_processor_whose_name_tells_no_model_is_named_with_family_and_model(string name, string expected)
    {
        using BoardFixture board = new();
        board.Write("proc/cpuinfo", $"processor\t: 0\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: {name}\nstepping\t: 1\n");
        Assert.Equal(expected, board.Info.Cpu);
    }

    [Fact]
    public void An_older_kernel_shows_the_clock_of_the_first_processor_alone()
    {
        using BoardFixture board = new();
        board.Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n").Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1500000\n");
        Assert.Equal(new ClockPolicy("cpu0") { Governor = "performance", MHz = 1500 }, Assert.Single(board.Info.Clocks));
        Assert.Equal(("performance", 1500, null), (board.Info.Governor, board.Info.ClockMHz, board.Info.MaxClockMHz));
    }

    [Fact]
    public void An_unknown_Arm_processor_is_named_by_its_part_number()
    {
        using BoardFixture board = new();
        Assert.Equal("Arm part 0xfff", board.Write("proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xfff\n").Info.Cpu);
    }

    [Fact]
    public void Only_the_processors_that_this_process_may_use_count()
    {
        using BoardFixture board = new();
        board.Write("proc/stat", "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 100 0 0 5 5 0 0 0 0 0\ncpu1 200 0 0 5 5 10 20 30 7 8\ncpu2 400 0 0 5 5 0 0 0 0 0\n");
        Assert.Equal(new ProcessorTimes(7.6, 3), board.Telemetry.Read().Processors);
        board.Write("proc/self/status", "Cpus_allowed_list:\t1-2,9\n");
        Assert.Equal(new ProcessorTimes(6.6, 2), board.Telemetry.Read().Processors);
    }

    [Fact]
    public void An_INA226_with_a_label_gives_its_own_product_and_a_disabled_channel_nothing()
    {
        using BoardFixture board = new();
        board.Write("sys/class/hwmon/hwmon0/name", "ina226\n").Write("sys/class/hwmon/hwmon0/power1_input", "2500000\n").Write("sys/class/hwmon/hwmon0/power1_label", "supply\n")
            .Write("sys/class/hwmon/hwmon0/in1_input", "5000\n").Write("sys/class/hwmon/hwmon0/curr1_input", "501\n")
            .Write("sys/class/hwmon/hwmon1/name", "ina3221\n").Write("sys/class/hwmon/hwmon1/in1_input", "5000\n").Write("sys/class/hwmon/hwmon1/curr1_input", "\n");
        Assert.Equal(new PowerReading("ina226", "supply", 2.5), Assert.Single(board.Info.Power));
    }

    [Theory]
    [InlineData("amdgpu", null)]
    [InlineData("ina219", 5.0)]
    public void Only_a_monitor_of_the_kind_that_is_put_before_a_board_stands_for_it(string monitor, double? watts)
    {
        using BoardFixture board = new();
        board.Write("sys/class/hwmon/hwmon0/name", monitor).Write("sys/class/hwmon/hwmon0/power1_input", "5000000");
        Assert.Equal(watts, board.Telemetry.Read().BoardWatts);
    }

    [Fact]
    public void A_power_mode_without_a_name_is_its_number()
    {
        using BoardFixture board = new("jetson-nano");
        board.Write("var/lib/nvpmodel/status", "fmode:quiet pmode:0008\n");
        Assert.Equal("mode 8", board.Info.PowerMode);
        board.Write("var/lib/nvpmodel/status", "?\n");
        Assert.Null(board.Info.PowerMode);
    }

    [Fact]
    public void What_is_absent_or_damaged_is_unknown_and_never_zero()
    {
        using BoardFixture board = new();
        AssertUnknown(board);
        board.Write("proc/meminfo", "MemTotal: many kB\n").Write("proc/cpuinfo", "\n\n").Write("proc/device-tree/model", "\\0").Write("proc/device-tree/compatible", "\\0")
            .Write("proc/stat", "cpu0 x 0 0 0 0 0 0 0\ncpu\n").Write("proc/loadavg", "high\n").Write("proc/self/status", "Cpus_allowed_list:\t\n")
            .Write("proc/self/cgroup", "what\n0::\n").Write("sys/fs/cgroup/cpu.max", "\n").Write("sys/fs/cgroup/memory.max", "much\n").Write("sys/fs/cgroup/cpu.stat", "nr_throttled many\n")
            .Write("sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "<unknown>\n")
            .Write("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n").Write("sys/class/thermal/thermal_zone0/temp", "")
            .Write("sys/class/thermal/cooling_device0/type", "cpufreq-cpu0\n")
            .Write("sys/class/hwmon/hwmon0/name", "ina219\n").Write("sys/class/hwmon/hwmon0/power1_input", "?\n")
            .Write("sys/class/hwmon/hwmon1/name", "rpi_volt\n").Write("sys/class/hwmon/hwmon2/power1_input", "5\n")
            .Write("sys/devices/platform/soc/soc:firmware/get_throttled", "maybe\n");
        AssertUnknown(board);
    }

    private static void AssertUnknown(BoardFixture board)
    {
        Assert.Equivalent(new BoardInfo(), board.Info, strict: true);
        Assert.Equivalent(new BoardReading(), board.Telemetry.Read(), strict: true);
    }
}
