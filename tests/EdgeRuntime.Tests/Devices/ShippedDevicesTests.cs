using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Devices;

/// <summary>Holds the shipped budget files, their schema and the arithmetic in devices/README.md together.</summary>
public sealed class ShippedDevicesTests
{
    private const double ResNet18Gflops = 3.63;
    private const double SqueezeNetGflops = 0.775;

    private static readonly string s_directory = Path.Combine(RepositoryLayout.Root, "devices");

    public static TheoryData<string> Files => [.. Names];

    private static IEnumerable<string> Names => Directory.EnumerateFiles(s_directory, "*.json")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !name.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<DeviceBudget> Boards => Names.Select(Read).Where(budget => budget.Name != "host");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_file_fits_the_schema_and_the_reader_and_is_named_after_its_board(string name)
    {
        string path = PathOf(name);
        JsonSchemaCheck schema = new(JsonDocument.Parse(File.ReadAllText(Path.Combine(s_directory, "device-budget.schema.json"))).RootElement);
        Assert.True(schema.Accepts(File.ReadAllText(path)));
        Assert.Equal(name, DeviceBudgetReader.Read(path).Name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal("./device-budget.schema.json", document.RootElement.GetProperty("$schema").GetString());
    }

    [Fact]
    public void The_host_is_limited_in_percent_only()
    {
        DeviceBudget host = Read("host");
        Assert.Equal(new Hardware(), host.Hardware);
        Assert.Equal(50m, host.Limits.Parameters!.Percent);
        Assert.Equal(50m, host.Limits.Flops!.Percent);
        Assert.All(Enum.GetValues<LimitKind>()[2..], kind => Assert.False(host.Limits.Has(kind)));
    }

    [Fact]
    public void Peaks_in_the_readme_are_cores_times_clock_times_operations()
    {
        foreach ((DeviceBudget board, string[] cells) in Rows("peak"))
        {
            Hardware hardware = board.Hardware;
            Assert.Equal((hardware.Cores, hardware.ClockGHz, hardware.SimdFloatsPerCycle), ((int)Number(cells[1]), Number(cells[2]), (int)Number(cells[3])));
            Assert.Equal(Number(cells[1]) * Number(cells[2]) * Number(cells[3]), Number(cells[4]), 9);
            Assert.Equal(hardware.PeakGflops!.Value, Number(cells[4]), 9);
        }
    }

    [Fact]
    public void Rates_in_the_readme_are_ResNet18s_operations_by_its_time()
    {
        foreach ((DeviceBudget board, string[] cells) in Rows("ncnn"))
        {
            double rate = ResNet18Gflops / Number(cells[1]) * 1000;
            Assert.Equal(Math.Round(rate, 1), Number(cells[2]));
            Assert.Equal(Math.Round(100 * rate / board.Hardware.PeakGflops!.Value), Number(cells[3]));
        }
    }

    [Fact]
    public void Flops_and_latency_limits_follow_from_peak_efficiency_and_frame_rate()
    {
        foreach ((DeviceBudget board, string[] cells) in Rows("flops"))
        {
            double latency = 0.9 * 1000 / Number(cells[3]);
            double gflops = board.Hardware.PeakGflops!.Value * Number(cells[2]) / 100 * latency / 1000;
            Assert.Equal(board.Hardware.PeakGflops!.Value, Number(cells[1]), 9);
            Assert.Equal(latency, Number(cells[4]), 9);
            Assert.Equal(Math.Round(gflops, 4), Number(cells[5]));
            Assert.Equal(TwoFiguresDown(gflops * 1e9), Number(cells[6]));
            Assert.Equal((long)Number(cells[6]), board.Limits.Flops!.Count);
            Assert.Equal(new LatencyLimit(90, latency, board.Hardware.Cores), board.Limits.LatencyMs);
        }
    }

    [Fact]
    public void Memory_limits_are_a_sixteenth_of_the_memory_of_the_small_boards()
    {
        foreach ((DeviceBudget board, string[] cells) in Rows("memory"))
        {
            Assert.Equal(board.Hardware.MemoryMiB!.Value, Number(cells[1]));
            long? expected = board.Hardware.MemoryMiB <= 1024 ? board.Hardware.MemoryMiB * 1024L * 1024 / 16 : null;
            Assert.Equal(expected, board.Limits.ModelBytes?.Count);
            Assert.Equal(expected, board.Limits.PeakActivationBytes?.Count);
            string written = expected?.ToString(CultureInfo.InvariantCulture) ?? "null";
            Assert.Equal((written, written), (cells[2], cells[3]));
        }
    }

    [Fact]
    public void Bandwidths_are_transfers_times_their_width_rounded_as_the_makers_do()
    {
        foreach ((DeviceBudget board, string[] cells) in Rows("bandwidth"))
        {
            double product = Number(cells[1]) * Number(cells[2]) / 1000;
            Assert.Equal(Math.Round(product, 1), Number(cells[3]));
            Assert.Equal(board.Hardware.MemoryGBs, Number(cells[4]));
            Assert.InRange(Number(cells[4]), product - 0.3, product);
        }
    }

    [Fact]
    public void Speedups_and_rates_of_two_networks_follow_from_their_times()
    {
        List<double> speedups = [];
        foreach ((DeviceBudget board, string[] cells) in Rows("scaling"))
        {
            double rate = SqueezeNetGflops / Number(cells[5]) * 1000;
            Assert.Equal(Math.Round(Number(cells[1]) / Number(cells[2]), 2), Number(cells[3]), 0.0101);
            Assert.Equal(Math.Round(Number(cells[4]) / Number(cells[5]), 2), Number(cells[6]), 0.0101);
            Assert.Equal(Math.Round(rate, 1), Number(cells[7]));
            Assert.Equal(Math.Round(100 * rate / board.Hardware.PeakGflops!.Value), Number(cells[8]));
            if (board.Hardware.Cores == 4)
            {
                speedups.AddRange([Number(cells[3]), Number(cells[6])]);
            }
        }

        speedups.Sort();
        Assert.Equal(10, speedups.Count);
        Assert.Equal(1.6, (speedups[4] + speedups[5]) / 2, 0.02);
    }

    [Fact]
    public void What_does_not_follow_from_the_board_is_the_same_on_all()
    {
        Assert.All(Boards, board =>
        {
            Assert.Equal(Limit.OfPercent(50), board.Limits.Parameters);
            Assert.Equal((0.15, 0.97), (board.Limits.MaxOutputError, board.Limits.MinAgreement));
            Assert.Equal((4, "linux-arm64", board.Name + ".profile.json"), (board.RankMultiple, board.Hardware.Rid, board.Profile));
        });
    }

    private static double TwoFiguresDown(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Floor(value / unit) * unit;
    }

    // The rows of a marked table, one for every board.
    private static (DeviceBudget Board, string[] Cells)[] Rows(string table)
    {
        string[] lines = File.ReadAllLines(Path.Combine(s_directory, "README.md"));
        string[][] rows = [.. lines
            .SkipWhile(line => !line.StartsWith($"<!-- table: {table};", StringComparison.Ordinal)).Skip(3)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.Equal(Boards.Select(board => board.Name).Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        return [.. rows.Select(row => (Read(row[0]), row))];
    }

    private static double Number(string cell) => double.Parse(cell.TrimEnd('%', ' '), CultureInfo.InvariantCulture);

    private static DeviceBudget Read(string name) => DeviceBudgetReader.Read(PathOf(name));

    private static string PathOf(string name) => Path.Combine(s_directory, name + ".json");
}
