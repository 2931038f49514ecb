using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Board;

public sealed class BoardInfoTests
{
    [Fact]
    public void A_Raspberry_Pi_4_is_read_from_its_files()
    {
        using TemporaryFolder root = new();
        Write(root, "proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        Write(root, "proc/cpuinfo", string.Concat(Enumerable.Range(0, 4).Select(core => $"""
            processor	: {core}
            BogoMIPS	: 108.00
            CPU implementer	: 0x41
            CPU part	: 0xd08

            """)) + "Hardware	: BCM2711\nModel		: Raspberry Pi 4 Model B Rev 1.4\n");
        Write(root, "proc/meminfo", "MemTotal:        3885396 kB\nMemFree:          100 kB\n");
        Write(root, "proc/sys/kernel/osrelease", "6.6.31+rpt-rpi-v8\n");
        Write(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "ondemand\n");
        Write(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "600000\n");
        Write(root, "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "1800000\n");
        Write(root, "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
        Write(root, "sys/class/thermal/thermal_zone0/temp", "48686\n");
        Write(root, "sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n");

        BoardInfo board = BoardInfo.Read(root.Path);
        Assert.Equal("Raspberry Pi 4 Model B Rev 1.4", board.Model);
        Assert.Equal("Cortex-A72", board.Cpu);
        Assert.Equal(4, board.Cores);
        Assert.Equal(3885396L * 1024, board.MemoryBytes);
        Assert.Equal("6.6.31+rpt-rpi-v8", board.Kernel);
        Assert.Equal("ondemand", board.Governor);
        Assert.Equal(600, board.ClockMHz);
        Assert.Equal(1800, board.MaxClockMHz);
        Assert.Equal(new ThermalZone("cpu-thermal", 48.686), Assert.Single(board.Temperatures));
        Assert.Equal(0x50005u, board.Throttling?.Word);
    }

    [Fact]
    public void The_zones_of_a_Jetson_stand_in_the_order_of_their_numbers_without_those_that_cannot_be_read()
    {
        using TemporaryFolder root = new();
        Write(root, "proc/device-tree/model", "NVIDIA Jetson Orin Nano Developer Kit\0");
        foreach ((int number, string name, string? temperature) in new[] { (10, "tj-thermal", "51000"), (2, "gpu-thermal", (string?)null), (1, "cpu-thermal", "-500") })
        {
            Write(root, $"sys/class/thermal/thermal_zone{number}/type", name);
            if (temperature is not null)
            {
                Write(root, $"sys/class/thermal/thermal_zone{number}/temp", temperature);
            }
        }

        Write(root, "proc/cpuinfo", "processor\t: 0\nmodel name\t: ARMv8 Processor rev 1 (v8l)\nCPU implementer\t: 0x41\nCPU part\t: 0xd42\n");
        BoardInfo board = BoardInfo.Read(root.Path);
        Assert.Equal("Cortex-A78AE", board.Cpu);
        Assert.Equal([new ThermalZone("cpu-thermal", -0.5), new ThermalZone("tj-thermal", 51)], board.Temperatures.ToArray());
        Assert.Null(board.Throttling);
    }

    [Fact]
    public void A_PC_is_named_by_its_firmware_and_its_processor_by_the_kernel()
    {
        using TemporaryFolder root = new();
        Write(root, "sys/class/dmi/id/product_name", "Standard PC\n");
        Write(root, "proc/cpuinfo", "processor\t: 0\nmodel name\t: Some x64 CPU @ 3.00GHz\nprocessor\t: 1\nmodel name\t: Some x64 CPU @ 3.00GHz\n");
        BoardInfo board = BoardInfo.Read(root.Path);
        Assert.Equal("Standard PC", board.Model);
        Assert.Equal("Some x64 CPU @ 3.00GHz", board.Cpu);
        Assert.Equal(2, board.Cores);
    }

    [Fact]
    public void An_unknown_Arm_processor_is_named_by_its_part_number()
    {
        using TemporaryFolder root = new();
        Write(root, "proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xfff\n");
        Assert.Equal("Arm part 0xfff", BoardInfo.Read(root.Path).Cpu);
    }

    [Fact]
    public void What_is_absent_or_damaged_is_unknown_and_never_zero()
    {
        using TemporaryFolder root = new();
        Assert.Equal(new BoardInfo(), BoardInfo.Read(root.Path) with { Temperatures = new BoardInfo().Temperatures });
        Write(root, "proc/meminfo", "MemTotal: many kB\n");
        Write(root, "proc/cpuinfo", "\n\n");
        Write(root, "proc/device-tree/model", "\0");
        Write(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "<unknown>\n");
        Write(root, "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
        Write(root, "sys/class/thermal/thermal_zone0/temp", "");
        Write(root, "sys/devices/platform/soc/soc:firmware/get_throttled", "maybe\n");
        BoardInfo board = BoardInfo.Read(root.Path);
        Assert.Empty(board.Temperatures);
        Assert.Equal(new BoardInfo(), board with { Temperatures = new BoardInfo().Temperatures });
    }

    [Fact]
    public void The_firmwares_command_is_asked_where_the_kernel_does_not_show_the_word()
    {
        using TemporaryFolder root = new();
        Assert.Equal(0x50000u, new BoardReader(root.Path) { QueryFirmware = () => "throttled=0x50000\n" }.ReadThrottling()?.Word);
        Write(root, "sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "0\n");
        Assert.Equal(0u, new BoardReader(root.Path) { QueryFirmware = () => "throttled=0x50000\n" }.ReadThrottling()?.Word);
    }

    private static void Write(TemporaryFolder root, string path, string text) => root.AddBytes(path, System.Text.Encoding.UTF8.GetBytes(text));
}
