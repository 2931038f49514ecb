using System.Text.Json;
using System.Text.RegularExpressions;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Devices;

/// <summary>
/// Reads budget files strictly: what devices/device-budget.schema.json refuses is refused here, with a code and the line.
/// Comments (<c>//</c>, <c>/* */</c>) and trailing commas are allowed, as in appsettings.json; a byte order mark is passed over.
/// </summary>
public static partial class DeviceBudgetReader
{
    /// <summary>The largest budget file, in bytes; the shipped ones are below 1 KiB.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxTextLength = 200;

    private static readonly JsonFileKind FileKind = new(
        "budget file", "the budget", BudgetDiagnostics.InvalidJson, BudgetDiagnostics.UnknownKey, BudgetDiagnostics.InvalidValue, BudgetDiagnostics.MissingKey);

    /// <summary>Reads a budget file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="RsdtrException">
    /// RSDTR2001: it does not exist or cannot be read; 2002: not JSON; 2003: an unknown key; 2004: a value of the wrong type,
    /// an impossible one, a key that stands twice, a file beyond <see cref="MaxBytes"/>; 2005: a required key is absent.
    /// </exception>
    public static DeviceBudget Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] buffer = new byte[MaxBytes + 1];
        int length;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new RsdtrException(
                BudgetDiagnostics.UnknownBudget, $"the budget file cannot be read: {exception.Message} Give the path of a readable budget file", path, innerException: exception);
        }

        if (length > MaxBytes)
        {
            throw new RsdtrException(
                BudgetDiagnostics.InvalidValue, $"the file has more than the {MaxBytes} bytes that a budget file may have: is it another file?", path);
        }

        return Parse(buffer.AsSpan(0, length), path);
    }

    /// <summary>Reads a budget from the content of its file.</summary>
    /// <param name="utf8Json">The content, in UTF-8.</param>
    /// <param name="sourcePath">The file's path, for errors and <see cref="DeviceBudget.SourcePath"/>.</param>
    /// <exception cref="RsdtrException">As for <see cref="Read"/>, but for 2001.</exception>
    public static DeviceBudget Parse(ReadOnlySpan<byte> utf8Json, string sourcePath)
    {
        StrictJson json = new(utf8Json, sourcePath, FileKind);
        json.Begin();
        DeviceBudget budget = ReadBudget(ref json) with { SourcePath = sourcePath };
        json.End();
        return budget;
    }

    private static DeviceBudget ReadBudget(ref StrictJson json)
    {
        string name = string.Empty;
        int nameLine = 1;
        string? title = null;
        Hardware hardware = new();
        BudgetLimits limits = new();
        int rankMultiple = 1;
        string? profile = null;
        JsonObjectScope scope = json.BeginObject("$schema", "name", "title", "hardware", "limits", "rankMultiple", "profile");
        while (json.NextKey(scope, out string key, out int line))
        {
            switch (key)
            {
                case "$schema": json.GetText(MaxTextLength); break;
                case "name":
                    name = json.GetText(NameNotation(), "a name of 1 to 64 letters, digits, - and _, beginning with a letter or digit");
                    nameLine = line;
                    break;
                case "title": title = json.GetText(MaxTextLength); break;
                case "hardware": hardware = ReadHardware(ref json); break;
                case "limits": limits = ReadLimits(ref json); break;
                case "rankMultiple": rankMultiple = json.GetInteger(1, 64); break;
                case "profile": profile = json.IsNull ? null : json.GetText(MaxTextLength); break;
            }
        }

        json.Require(scope, "name");
        json.Require(scope, "limits");
        return new DeviceBudget
        {
            Name = name,
            Title = title ?? name,
            Hardware = hardware,
            Limits = limits,
            RankMultiple = rankMultiple,
            Profile = profile,
            NameLine = nameLine,
        };
    }

    private static Hardware ReadHardware(ref StrictJson json)
    {
        Hardware hardware = new();
        JsonObjectScope scope = json.BeginObject("soc", "cpu", "cores", "clockGHz", "simdFloatsPerCycle", "memoryMiB", "memoryGBs", "rid");
        while (json.NextKey(scope, out string key, out _))
        {
            hardware = key switch
            {
                "soc" => hardware with { Soc = json.GetText(MaxTextLength) },
                "cpu" => hardware with { Cpu = json.GetText(MaxTextLength) },
                "cores" => hardware with { Cores = json.GetInteger(1, 1024) },
                "clockGHz" => hardware with { ClockGHz = json.GetPositive(10, maximumIncluded: true, "a number of GHz") },
                "simdFloatsPerCycle" => hardware with { SimdFloatsPerCycle = json.GetInteger(1, 1024) },
                "memoryMiB" => hardware with { MemoryMiB = json.GetInteger(1, 16 * 1024 * 1024) },
                "memoryGBs" => hardware with { MemoryGBs = json.GetPositive(10_000, maximumIncluded: true, "a number of GB/s") },
                _ => hardware with { Rid = json.GetText(RidNotation(), "a .NET runtime identifier such as \"linux-arm64\"") },
            };
        }

        return hardware;
    }

    private static BudgetLimits ReadLimits(ref StrictJson json)
    {
        BudgetLimits limits = new();
        LimitLines lines = default;
        JsonObjectScope scope = json.BeginObject(
            "parameters", "flops", "modelBytes", "peakActivationBytes", "maxOutputError", "minAgreement", "latencyMs");
        while (json.NextKey(scope, out string key, out int line))
        {
            (limits, lines) = key switch
            {
                "parameters" => (limits with { Parameters = ReadLimit(ref json) }, lines with { Parameters = line }),
                "flops" => (limits with { Flops = ReadLimit(ref json) }, lines with { Flops = line }),
                "modelBytes" => (limits with { ModelBytes = ReadLimit(ref json) }, lines with { ModelBytes = line }),
                "peakActivationBytes" => (limits with { PeakActivationBytes = ReadLimit(ref json) }, lines with { PeakActivationBytes = line }),
                "maxOutputError" => (limits with { MaxOutputError = ReadFraction(ref json) }, lines with { MaxOutputError = line }),
                "minAgreement" => (limits with { MinAgreement = ReadFraction(ref json) }, lines with { MinAgreement = line }),
                _ => (limits with { LatencyMs = ReadLatency(ref json) }, lines with { LatencyMs = line }),
            };
        }

        return limits with { Lines = lines };
    }

    private static Limit? ReadLimit(ref StrictJson json)
    {
        Limit? limit = null;
        bool valid = json.Type switch
        {
            JsonTokenType.Null => true,
            JsonTokenType.Number => json.Number is { } value && Limit.TryGetCount(value, out limit),
            JsonTokenType.String => Limit.TryParsePercent(json.Text(), out limit),
            _ => false,
        };
        return valid ? limit : throw json.Unsuitable("a whole number from 1 to 10^15 without quotes, a percentage of the original in quotes such as \"50%\" (above 0, below 1000), or null");
    }

    private static double? ReadFraction(ref StrictJson json) =>
        json.IsNull ? null : json.GetPositive(1, maximumIncluded: true, "null or a fraction, such as 0.97 for 97 %,");

    private static LatencyLimit? ReadLatency(ref StrictJson json)
    {
        if (json.IsNull)
        {
            return null;
        }

        double percentile = 0;
        double limit = 0;
        int? threads = null;
        JsonObjectScope scope = json.BeginObject("percentile", "limit", "threads");
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "percentile": percentile = json.GetPositive(100, maximumIncluded: false, "a percentile"); break;
                case "limit": limit = json.GetPositive(3_600_000, maximumIncluded: true, "a number of milliseconds"); break;
                case "threads": threads = json.IsNull ? null : json.GetInteger(1, 1024); break;
            }
        }

        json.Require(scope, "percentile");
        json.Require(scope, "limit");
        return new LatencyLimit(percentile, limit, threads);
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameNotation();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RidNotation();
}
