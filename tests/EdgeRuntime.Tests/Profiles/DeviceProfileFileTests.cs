using System.Text;
using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class DeviceProfileFileTests
{
    // The form that is promised to whoever reads the file without this library.
    private const string Document = """
        {
          "schema": 2,
          "board": "Board \"é\"",
          "processor": null,
          "onnxRuntime": "1.30.0",
          "governor": "ondemand",
          "measuredAt": "2026-11-21T13:00:00Z",
          "throttled": false,
          "timings": [
            {
              "threads": 1,
              "nodeMicroseconds": 0.5,
              "mebibyteMicroseconds": 123.5,
              "predictionError": null,
              "stages": [
                ["conv",64,32,1,3,1,2,1,1,2,56,55,28,51,145.2],
                ["fc",512,1000,1,1,1,1,1,1,1,7,1,7,1,12350]
              ]
            },
            {
              "threads": 4,
              "nodeMicroseconds": 0.25,
              "mebibyteMicroseconds": 60,
              "predictionError": 0.081,
              "stages": [
              ],
              "networks": [
                {
                  "rest": "0123456789abcdef0123456789abcdef",
                  "microseconds": 1704,
                  "stages": [
                    ["conv",16,16,1,3,3,1,1,1,1,32,32,32,32,6],
                    ["fc",64,10,1,1,1,1,1,1,1,1,1,1,1,1]
                  ]
                }
              ]
            }
          ]
        }

        """;

    private static readonly NetworkTiming s_network = new(
        "0123456789abcdef0123456789abcdef", 1704,
        [
            new StageCount(new StageShape(StageKind.Convolution, 16, 16, 1, 3, 3, 1, 1, 1, 1, 32, 32, 32, 32), 6),
            new StageCount(new StageShape(StageKind.FullyConnected, 64, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 1),
        ]);

    private static readonly DeviceProfile s_profile = new()
    {
        Board = "Board \"é\"",
        OnnxRuntime = "1.30.0",
        Governor = "ondemand",
        MeasuredAt = new DateTimeOffset(2026, 11, 21, 14, 0, 0, TimeSpan.FromHours(1)),
        Throttled = false,
        Timings =
        [
            new ThreadTimings
            {
                Threads = 1,
                NodeMicroseconds = 0.5,
                MebibyteMicroseconds = 123.5,
                Stages =
                [
                    new StageTiming(new StageShape(StageKind.Convolution, 64, 32, 1, 3, 1, 2, 1, 1, 2, 56, 55, 28, 51), 145.2),
                    new StageTiming(new StageShape(StageKind.FullyConnected, 512, 1000, 1, 1, 1, 1, 1, 1, 1, 7, 1, 7, 1), 12_346),
                ],
            },
            new ThreadTimings { Threads = 4, NodeMicroseconds = 0.25, MebibyteMicroseconds = 60, PredictionError = 0.081, Stages = [], Networks = [s_network] },
        ],
    };

    private static readonly JsonSchemaCheck s_schema = new(
        JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "devices", "device-profile.schema.json"))).RootElement);

    [Fact]
    public void An_execution_provider_is_named_where_one_was_timed()
    {
        DeviceProfile profile = DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(Document), "x.json");
        Assert.Null(profile.Provider);
        string text = DeviceProfileFile.ToJson(profile with { Provider = "XnnpackExecutionProvider" });
        Assert.Equal(Document.ReplaceLineEndings("\n").Replace("\"measuredAt\"", "\"provider\": \"XnnpackExecutionProvider\",\n  \"measuredAt\"", StringComparison.Ordinal), text);
        Assert.Equal("XnnpackExecutionProvider", DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(text), "x.json").Provider);
    }

    [Fact]
    public void The_text_has_a_line_a_stage_and_four_digits_a_time() =>
        Assert.Equal(Document.ReplaceLineEndings("\n"), DeviceProfileFile.ToJson(s_profile));

    [Fact]
    public void What_is_written_is_read_again()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.profile.json");
        DeviceProfileFile.Write(path, s_profile);
        DeviceProfile read = DeviceProfileFile.Read(path);
        Assert.Equal(s_profile with { Timings = [] }, read with { Timings = [] });
        Assert.Equal(s_profile.Timings[0].Stages[0], read.Timings[0].Stages[0]);
        Assert.Equal(12_350, read.Timings[0].Stages[1].Microseconds);
        Assert.Equal(DeviceProfileFile.ToJson(s_profile), DeviceProfileFile.ToJson(read));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.True(s_schema.Accepts(File.ReadAllText(path)));
    }

    [Theory]
    [InlineData("\"throttled\": false,", "\"throttled\": maybe,", "RSDTR4102", 8, true)]
    [InlineData("\"board\"", "\"bored\"", "RSDTR4103", 3, true)]
    [InlineData("\"onnxRuntime\": \"1.30.0\",", "\"onnxRuntime\": null,", "RSDTR4104", 5, true)]
    [InlineData("\"nodeMicroseconds\": 0.5,", "\"nodeMicroseconds\": null,", "RSDTR4104", 12, true)]
    [InlineData("        [\"conv\",64,32,1,3,1,2,1,1,2,56,55,28,51,145.2],", "        null,", "RSDTR4104", 16, true)]
    [InlineData("\"schema\": 2,", "", "RSDTR4105", 1, true)]
    [InlineData("\"threads\": 1,", "", "RSDTR4105", 10, true)]
    [InlineData("\"schema\": 2,", "\"schema\": 5,", "RSDTR4104", 2, true)]
    [InlineData("\"schema\": 2,", "\"schema\": \"2\",", "RSDTR4104", 2, true)]
    [InlineData("2026-11-21T13:00:00Z", "yesterday", "RSDTR4104", 7, true)]
    [InlineData("2026-11-21T13:00:00Z", "2026-13-41T13:00:00Z", "RSDTR4104", 7, false)]
    [InlineData("\"throttled\": false,", "\"throttled\": 0,", "RSDTR4104", 8, true)]
    [InlineData("\"nodeMicroseconds\": 0.5,", "\"nodeMicroseconds\": 0,", "RSDTR4104", 12, true)]
    [InlineData("\"conv\"", "\"pool\"", "RSDTR4104", 16, true)]
    [InlineData(",51,145.2]", ",51]", "RSDTR4104", 16, true)]
    [InlineData(",51,145.2]", ",51,145.2,1]", "RSDTR4104", 16, true)]
    [InlineData(",51,145.2]", ",51,-145.2]", "RSDTR4104", 16, true)]
    [InlineData("64,32,1,", "64,32,0,", "RSDTR4104", 16, true)]
    [InlineData("64,32,1,", "64,32.5,1,", "RSDTR4104", 16, true)]
    [InlineData("64,32,1,", "64,32,5,", "RSDTR4104", 16, false)]
    [InlineData("64,32,1,", "64,16777216,1,", "RSDTR4104", 16, false)]
    [InlineData("\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1", "\"fc\",512,1000,1,1,1,1,1,1,1,7,1,8,1", "RSDTR4104", 17, false)]
    [InlineData("\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1,12350", "\"conv\",64,32,1,3,1,2,1,1,2,56,55,28,51,3", "RSDTR4104", 17, false)]
    [InlineData("\"threads\": 4", "\"threads\": 1", "RSDTR4104", 20, false)]
    [InlineData("\"timings\": [", "\"timings\": {", "RSDTR4104", 9, true)]
    [InlineData("0123456789abcdef0123", "0123456789ABCDEF0123", "RSDTR4104", 29, true)]
    [InlineData("\"microseconds\": 1704,", "\"microseconds\": 0,", "RSDTR4104", 30, true)]
    [InlineData("\"microseconds\": 1704,", "", "RSDTR4105", 28, true)]
    [InlineData("\"microseconds\": 1704,", "\"microseconds\": 1704, \"unsettled\": 1,", "RSDTR4104", 30, true)]
    [InlineData("32,32,32,32,6]", "32,32,32,32]", "RSDTR4104", 32, true)]
    [InlineData("32,32,32,32,6]", "32,32,32,32,0.5]", "RSDTR4104", 32, true)]
    [InlineData("32,32,32,32,6]", "32,32,32,32,6,1]", "RSDTR4104", 32, true)]
    public void What_does_not_fit_is_an_error_with_its_line_here_and_in_the_schema(string part, string replacement, string code, int line, bool isSeenBySchema)
    {
        string document = Document.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Document, document);
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(document), "x.profile.json")).Diagnostic;
        Assert.Equal(("x.profile.json", line, code), (diagnostic.File, diagnostic.Line, diagnostic.Descriptor.Id));
        if (code != "RSDTR4102" && replacement != "\"timings\": {")
        {
            Assert.NotEqual(isSeenBySchema, s_schema.Accepts(document));
        }
    }

    [Fact]
    public void What_is_unsettled_and_a_power_mode_make_it_version_3()
    {
        DeviceProfile profile = s_profile with
        {
            PowerMode = "MAXN",
            Timings =
            [
                s_profile.Timings[0] with { Stages = [s_profile.Timings[0].Stages[0], s_profile.Timings[0].Stages[1] with { IsUnsettled = true }] },
                s_profile.Timings[1] with { Networks = [s_network with { IsUnsettled = true }] },
            ],
        };
        string expected = Document.ReplaceLineEndings("\n")
            .Replace("\"schema\": 2,", "\"schema\": 3,", StringComparison.Ordinal)
            .Replace("  \"measuredAt\"", "  \"powerMode\": \"MAXN\",\n  \"measuredAt\"", StringComparison.Ordinal)
            .Replace("12350]\n      ]", "12350]\n      ],\n      \"unsettled\": [\n        [\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1]\n      ]", StringComparison.Ordinal)
            .Replace("\"microseconds\": 1704,", "\"microseconds\": 1704,\n          \"unsettled\": true,", StringComparison.Ordinal);
        string text = DeviceProfileFile.ToJson(profile);
        Assert.Equal(expected, text);
        Assert.True(s_schema.Accepts(text));
        DeviceProfile read = DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(text), "x");
        Assert.Equal("MAXN", read.PowerMode);
        Assert.Equal([false, true], read.Timings[0].Stages.Select(stage => stage.IsUnsettled));
        Assert.True(read.Timings[1].Networks[0].IsUnsettled);
        Assert.Equal(text, DeviceProfileFile.ToJson(read));

        // Each alone does.
        Assert.Contains("\"schema\": 3,", DeviceProfileFile.ToJson(s_profile with { PowerMode = "15W" }), StringComparison.Ordinal);
        Assert.Contains("\"schema\": 3,", DeviceProfileFile.ToJson(profile with { PowerMode = null, Timings = [profile.Timings[0]] }), StringComparison.Ordinal);
        Assert.Contains("\"schema\": 3,", DeviceProfileFile.ToJson(profile with { PowerMode = null, Timings = [profile.Timings[1]] }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_that_is_allowed_makes_it_version_4()
    {
        string text = DeviceProfileFile.ToJson(s_profile with { AllowedClockMHz = 1510.4 });
        Assert.Equal(
            Document.ReplaceLineEndings("\n")
                .Replace("\"schema\": 2,", "\"schema\": 4,", StringComparison.Ordinal)
                .Replace("  \"measuredAt\"", "  \"allowedClockMHz\": 1510.4,\n  \"measuredAt\"", StringComparison.Ordinal),
            text);
        Assert.True(s_schema.Accepts(text));
        Assert.Equal(1510.4, DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(text), "x").AllowedClockMHz);
        foreach (string value in (string[])["0", "\"fast\""])
        {
            string wrong = text.Replace("1510.4", value, StringComparison.Ordinal);
            Assert.Equal("RSDTR4104", Assert.Throws<RsdtrException>(() => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(wrong), "x")).Diagnostic.Descriptor.Id);
            Assert.False(s_schema.Accepts(wrong));
        }
    }

    [Fact]
    public void What_was_disturbed_is_unsettled_as_well_and_makes_it_version_4()
    {
        DeviceProfile profile = s_profile with
        {
            Timings =
            [
                s_profile.Timings[0] with { Stages = [s_profile.Timings[0].Stages[0], s_profile.Timings[0].Stages[1] with { IsUnsettled = true, IsDisturbed = true }] },
                s_profile.Timings[1] with { Networks = [s_network with { IsUnsettled = true, IsDisturbed = true }] },
            ],
        };
        string stage = "\n        [\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1]\n      ]";
        string text = DeviceProfileFile.ToJson(profile);
        Assert.Equal(
            Document.ReplaceLineEndings("\n")
                .Replace("\"schema\": 2,", "\"schema\": 4,", StringComparison.Ordinal)
                .Replace("12350]\n      ]", $"12350]\n      ],\n      \"unsettled\": [{stage},\n      \"disturbed\": [{stage}", StringComparison.Ordinal)
                .Replace("\"microseconds\": 1704,", "\"microseconds\": 1704,\n          \"unsettled\": true,\n          \"disturbed\": true,", StringComparison.Ordinal),
            text);
        Assert.True(s_schema.Accepts(text));
        DeviceProfile read = DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(text), "x");
        Assert.Equal([(false, false), (true, true)], read.Timings[0].Stages.Select(timed => (timed.IsUnsettled, timed.IsDisturbed)));
        Assert.True(read.Timings[1].Networks[0] is { IsUnsettled: true, IsDisturbed: true });
        Assert.Equal(text, DeviceProfileFile.ToJson(read));
    }

    [Theory]
    [InlineData("[\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1,3]", 20, true)] // with a time
    [InlineData("[\"fc\",512,1001,1,1,1,1,1,1,1,7,1,7,1]", 20, false)] // of no stage
    [InlineData("[\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1],\n[\"fc\",512,1000,1,1,1,1,1,1,1,7,1,7,1]", 21, false)] // twice
    public void What_is_unsettled_is_one_of_the_stages(string lines, int line, bool isSeenBySchema)
    {
        string document = Document.ReplaceLineEndings("\n")
            .Replace("12350]\n      ]", $"12350]\n      ],\n      \"unsettled\": [\n{lines}\n      ]", StringComparison.Ordinal);
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(document), "x")).Diagnostic;
        Assert.Equal(("RSDTR4104", line), (diagnostic.Descriptor.Id, diagnostic.Line));
        Assert.NotEqual(isSeenBySchema, s_schema.Accepts(document));
    }

    [Fact]
    public void Version_1_had_no_networks_and_is_read()
    {
        string document = DeviceProfileFile.ToJson(s_profile with { Timings = [s_profile.Timings[0]] }).Replace("\"schema\": 2", "\"schema\": 1", StringComparison.Ordinal);
        DeviceProfile read = DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(document), "x");
        Assert.Equal((2, 0), (read.Timings[0].Stages.Length, read.Timings[0].Networks.Length));
        Assert.True(s_schema.Accepts(document));
    }

    [Fact]
    public void A_network_that_stands_twice_is_told()
    {
        string document = DeviceProfileFile.ToJson(s_profile with { Timings = [s_profile.Timings[0] with { Networks = [s_network, s_network] }] });
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(document), "x")).Diagnostic;
        Assert.Equal(("RSDTR4104", 28), (diagnostic.Descriptor.Id, diagnostic.Line));
    }

    [Fact]
    public void A_newer_version_is_told_to_be_one()
    {
        string document = Document.Replace("\"schema\": 2", "\"schema\": 7", StringComparison.Ordinal);
        RsdtrException error = Assert.Throws<RsdtrException>(() => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(document), "x"));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        using TemporaryFolder folder = new();
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => DeviceProfileFile.Read(folder.File("absent.json"))).Diagnostic;
        Assert.Equal(("RSDTR4101", folder.File("absent.json")), (diagnostic.Descriptor.Id, diagnostic.File));
    }
}
