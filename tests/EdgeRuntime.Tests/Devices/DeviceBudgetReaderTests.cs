using System.Text;
using System.Text.Json;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Devices;

public sealed class DeviceBudgetReaderTests
{
    private const string SourcePath = "devices/x.json";

    // The contract's example with the memory's speed, in the lines that it is printed in.
    private const string Pi4 = """
        { "$schema": "./device-budget.schema.json", "name": "pi4", "title": "Raspberry Pi 4 Model B",
          "hardware": { "soc": "BCM2711", "cpu": "Cortex-A72", "cores": 4, "clockGHz": 1.8, "simdFloatsPerCycle": 8, "memoryMiB": 4096, "memoryGBs": 12.8, "rid": "linux-arm64" },
          "limits": { "parameters": "50%", "flops": 1500000000, "modelBytes": null, "peakActivationBytes": null,
                      "maxOutputError": 0.15, "minAgreement": 0.97, "latencyMs": { "percentile": 90, "limit": 60, "threads": 4 } },
          "rankMultiple": 4, "profile": "pi4.profile.json" }
        """;

    private static readonly JsonSchemaCheck s_schema = new(
        JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "devices", "device-budget.schema.json"))).RootElement);

    public static TheoryData<string> Good => BudgetDocuments.Good;

    public static TheoryData<string, string> Bad => BudgetDocuments.Bad;

    public static TheoryData<string, string> BadBeyondSchema => BudgetDocuments.BadBeyondSchema;

    [Fact]
    public void Every_key_arrives_where_it_belongs()
    {
        DeviceBudget budget = Parse(Pi4);
        Hardware hardware = new()
        {
            Soc = "BCM2711",
            Cpu = "Cortex-A72",
            Cores = 4,
            ClockGHz = 1.8,
            SimdFloatsPerCycle = 8,
            MemoryMiB = 4096,
            MemoryGBs = 12.8,
            Rid = "linux-arm64",
        };
        Assert.Equal(hardware, budget.Hardware);
        Assert.Equal(57.6, budget.Hardware.PeakGflops!.Value, 9);
        Assert.Equal(("pi4", "Raspberry Pi 4 Model B", 4), (budget.Name, budget.Title, budget.RankMultiple));
        Assert.Equal(Limit.OfPercent(50), budget.Limits.Parameters);
        Assert.Equal(Limit.OfCount(1_500_000_000), budget.Limits.Flops);
        Assert.Null(budget.Limits.ModelBytes);
        Assert.Null(budget.Limits.PeakActivationBytes);
        Assert.Equal(0.15, budget.Limits.MaxOutputError);
        Assert.Equal(0.97, budget.Limits.MinAgreement);
        Assert.Equal(new LatencyLimit(90, 60, 4), budget.Limits.LatencyMs);
        Assert.Equal(SourcePath, budget.SourcePath);
        Assert.Equal(Path.Combine("devices", "pi4.profile.json"), budget.ProfilePath);
    }

    [Fact]
    public void The_shipped_file_of_the_Pi_4_is_the_one_of_the_contract()
    {
        using JsonDocument contract = JsonDocument.Parse(Pi4);
        using JsonDocument shipped = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "devices", "pi4.json")));
        Assert.True(JsonElement.DeepEquals(contract.RootElement, shipped.RootElement));
    }

    [Fact]
    public void What_is_left_out_is_unset()
    {
        DeviceBudget budget = Parse("""{ "name": "x", "limits": {} }""");
        Assert.Equal("x", budget.Title);
        Assert.Equal(1, budget.RankMultiple);
        Assert.Equal(new Hardware(), budget.Hardware);
        Assert.Null(budget.Hardware.PeakGflops);
        Assert.Null(budget.ProfilePath);
        Assert.All(Enum.GetValues<LimitKind>(), kind => Assert.False(budget.Limits.Has(kind)));
    }

    [Fact]
    public void Equal_files_give_equal_budgets() => Assert.Equal(Parse(Pi4), Parse(Pi4));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Each_limit_knows_its_line(string newLine)
    {
        BudgetLimits limits = Parse(Pi4.ReplaceLineEndings(newLine)).Limits;
        Assert.Equal(3, limits.LineOf(LimitKind.Parameters));
        Assert.Equal(3, limits.LineOf(LimitKind.Flops));
        Assert.Equal(3, limits.LineOf(LimitKind.ModelBytes));
        Assert.Equal(3, limits.LineOf(LimitKind.PeakActivationBytes));
        Assert.Equal(4, limits.LineOf(LimitKind.MaxOutputError));
        Assert.Equal(4, limits.LineOf(LimitKind.MinAgreement));
        Assert.Equal(4, limits.LineOf(LimitKind.LatencyMs));
    }

    [Fact]
    public void An_option_takes_the_place_of_the_files_limit_and_of_its_line()
    {
        BudgetLimits limits = Parse(Pi4).Limits.Override(null, Limit.OfPercent(40));
        Assert.Equal(Limit.OfPercent(50), limits.Parameters);
        Assert.Equal(Limit.OfPercent(40), limits.Flops);
        Assert.True(limits.IsFromFile(LimitKind.Parameters));
        Assert.False(limits.IsFromFile(LimitKind.Flops));
        Assert.Equal((3, 1), (limits.LineOf(LimitKind.Parameters), limits.LineOf(LimitKind.Flops)));
    }

    [Fact]
    public void A_time_given_as_an_option_keeps_the_files_threads_and_percentile()
    {
        BudgetLimits file = Parse(Pi4).Limits;
        BudgetLimits limits = file.Override(null, null, 12.5);
        Assert.Equal(file.LatencyMs! with { Limit = 12.5 }, limits.LatencyMs);
        Assert.True(file.IsFromFile(LimitKind.LatencyMs));
        Assert.False(limits.IsFromFile(LimitKind.LatencyMs));
        // Of a budget without such a limit: the median, with all cores of the board.
        Assert.Equal(new LatencyLimit(50, 12.5, null), new BudgetLimits().Override(null, null, 12.5).LatencyMs);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Reader_and_schema_accept_a_good_document(string document)
    {
        Assert.True(s_schema.Accepts(document));
        Parse(document);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Reader_and_schema_refuse_a_bad_document(string code, string document)
    {
        Assert.False(s_schema.Accepts(document));
        AssertRefused(code, document);
    }

    [Theory]
    [MemberData(nameof(BadBeyondSchema))]
    public void The_reader_refuses_what_no_schema_can_see(string code, string document) => AssertRefused(code, document);

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        Assert.Equal(Parse(Pi4), DeviceBudgetReader.Parse([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Pi4)], SourcePath));
        RsdtrException exception = Assert.Throws<RsdtrException>(
            () => DeviceBudgetReader.Parse([0xEF, 0xBB, 0xBF, .. "{\n1"u8], SourcePath));
        Assert.Equal(("RSDTR2002", 2), (exception.Diagnostic.Descriptor.Id, exception.Diagnostic.Line));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused_at_its_line()
    {
        byte[] latin1 = Encoding.Latin1.GetBytes("{ \"name\": \"x\",\n \"title\": \"Caf\u00E9\" }");
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DeviceBudgetReader.Parse(latin1, SourcePath));
        Assert.Equal(("RSDTR2002", 2), (exception.Diagnostic.Descriptor.Id, exception.Diagnostic.Line));
        exception = Assert.Throws<RsdtrException>(() => DeviceBudgetReader.Parse(Encoding.Unicode.GetPreamble(), SourcePath));
        Assert.Equal("RSDTR2002", exception.Diagnostic.Descriptor.Id);
    }

    [Fact]
    public void An_unknown_key_names_the_nearest_known_one()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Parse("""{ "name": "x", "limits": { "maxOutputEror": 0.1 } }"""));
        Assert.Contains("\"limits.maxOutputEror\"", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("did you mean \"maxOutputError\"?", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_impossible_value_is_shown_with_what_is_possible()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => Parse("{ \"name\": \"x\", \"limits\": {\n\n \"minAgreement\": 97 } }"));
        Assert.Equal(
            "devices/x.json(3): error RSDTR2004: \"limits.minAgreement\" is 97: give null or a fraction, such as 0.97 for 97 %, above 0 and at most 1",
            exception.Diagnostic.ToCanonicalLine("rsdtr"));
    }

    [Fact]
    public void A_file_that_cannot_be_a_budget_is_refused_without_reading_it_whole()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write("large.json", new string(' ', DeviceBudgetReader.MaxBytes + 1));
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DeviceBudgetReader.Read(path));
        Assert.Equal(BudgetDiagnostics.InvalidValue, exception.Diagnostic.Descriptor);
        Assert.Equal(path, exception.Diagnostic.File);
    }

    [Fact]
    public void A_file_that_does_not_exist_or_is_a_directory_is_an_unknown_budget()
    {
        using TemporaryDirectory directory = new();
        foreach (string path in (string[])[Path.Combine(directory.Path, "none.json"), directory.Path])
        {
            RsdtrException exception = Assert.Throws<RsdtrException>(() => DeviceBudgetReader.Read(path));
            Assert.Equal(BudgetDiagnostics.UnknownBudget, exception.Diagnostic.Descriptor);
        }
    }

    [Fact]
    public void Damage_of_any_kind_gives_a_coded_error_inside_the_file_or_none()
    {
        Random random = new(20261120);
        byte[] original = Encoding.UTF8.GetBytes(Pi4);
        for (int trial = 0; trial < 20_000; trial++)
        {
            byte[] damaged = [.. original];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            damaged = damaged[..(random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length)];
            try
            {
                DeviceBudgetReader.Parse(damaged, SourcePath);
            }
            catch (RsdtrException exception)
            {
                Assert.StartsWith("RSDTR200", exception.Diagnostic.Descriptor.Id, StringComparison.Ordinal);
                Assert.InRange(exception.Diagnostic.Line, 1, 1 + damaged.AsSpan().Count((byte)'\n'));
            }
        }
    }

    private static DeviceBudget Parse(string document) => DeviceBudgetReader.Parse(Encoding.UTF8.GetBytes(document), SourcePath);

    private static void AssertRefused(string code, string document)
    {
        int marker = document.IndexOf(BudgetDocuments.Marker, StringComparison.Ordinal);
        int line = 1 + document.AsSpan(0, Math.Max(0, marker)).Count('\n');
        foreach (string newLine in (string[])["\n", "\r\n"])
        {
            RsdtrException exception = Assert.Throws<RsdtrException>(() => Parse(document.ReplaceLineEndings(newLine)));
            Assert.Equal((code, line), (exception.Diagnostic.Descriptor.Id, exception.Diagnostic.Line));
            Assert.Equal(SourcePath, exception.Diagnostic.File);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }
}
