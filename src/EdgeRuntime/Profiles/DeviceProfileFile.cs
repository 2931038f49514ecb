using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// Reads and writes device profiles: camelCase JSON, one stage a line (devices/device-profile.schema.json). The reader is as strict as
/// that of budget files: whatever does not fit is an error with its line. Version 1 had no networks, version 2 nothing unsettled and no power mode, version 3
/// no allowed clock and nothing disturbed: a profile is written as the lowest version that has what it holds, from 2, so that older programs read it.
/// </summary>
public static class DeviceProfileFile
{
    /// <summary>Reads a profile.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">RSDTR4101 to RSDTR4105: it cannot be read, or is no device profile.</exception>
    public static DeviceProfile Read(string path) => Parse(ProfileJson.ReadBytes(path, ProfileJson.Profile), path);

    /// <summary>Reads a profile from the content of its file.</summary>
    /// <param name="utf8Json">The content, in UTF-8.</param>
    /// <param name="sourcePath">The file's path, for errors.</param>
    /// <exception cref="RsdtrException">RSDTR4102 to RSDTR4105: it is no device profile.</exception>
    public static DeviceProfile Parse(ReadOnlySpan<byte> utf8Json, string sourcePath)
    {
        StrictJson json = new(utf8Json, sourcePath, ProfileJson.Profile);
        json.Begin();
        DeviceProfile profile = ReadProfile(ref json);
        json.End();
        return profile;
    }

    /// <summary>Writes a profile whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(string path, DeviceProfile profile) => AtomicFile.WriteText(path, ToJson(profile));

    /// <summary>A profile as JSON text. Times keep four significant digits.</summary>
    public static string ToJson(DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        StringBuilder text = new();
        text.Append(string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "schema": {{SchemaOf(profile)}},
              "board": {{ProfileJson.Text(profile.Board)}},
              "processor": {{ProfileJson.Text(profile.Processor)}},
              "onnxRuntime": {{ProfileJson.Text(profile.OnnxRuntime)}},
              "governor": {{ProfileJson.Text(profile.Governor)}},{{(profile.AllowedClockMHz is { } clock ? $"\n  \"allowedClockMHz\": {clock.ToString(CultureInfo.InvariantCulture)}," : "")}}{{(profile.PowerMode is { } mode ? $"\n  \"powerMode\": {ProfileJson.Text(mode)}," : "")}}{{(profile.Provider is { } provider ? $"\n  \"provider\": {ProfileJson.Text(provider)}," : "")}}
              "measuredAt": "{{profile.MeasuredAt.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}}",
              "throttled": {{(profile.Throttled is { } throttled ? throttled ? "true" : "false" : "null")}},
              "timings": [
            """).ReplaceLineEndings("\n"));
        for (int i = 0; i < profile.Timings.Length; i++)
        {
            ThreadTimings timings = profile.Timings[i];
            string error = timings.PredictionError is { } value ? StageText.Number(value) : "null";
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\n    {{\n      \"threads\": {timings.Threads},\n");
            text.Append(CultureInfo.InvariantCulture, $"      \"nodeMicroseconds\": {StageText.Number(timings.NodeMicroseconds)},\n");
            text.Append(CultureInfo.InvariantCulture, $"      \"mebibyteMicroseconds\": {StageText.Number(timings.MebibyteMicroseconds)},\n");
            text.Append(CultureInfo.InvariantCulture, $"      \"predictionError\": {error},\n      \"stages\": [\n");
            StageText.AppendAll(text, "        ", timings.Stages, stage => stage.Shape, stage => stage.Microseconds);
            text.Append("      ]");
            AppendMarked("unsettled", [.. timings.Stages.Where(stage => stage.IsUnsettled)]);
            AppendMarked("disturbed", [.. timings.Stages.Where(stage => stage.IsDisturbed)]);

            if (!timings.Networks.IsEmpty)
            {
                NetworkText.AppendAll(text, timings.Networks);
            }

            text.Append("\n    }");
        }

        return text.Append("\n  ]\n}\n").ToString();

        void AppendMarked(string key, StageTiming[] marked)
        {
            if (marked.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $",\n      \"{key}\": [\n");
                StageText.AppendAll(text, "        ", marked, stage => stage.Shape, _ => null);
                text.Append("      ]");
            }
        }
    }

    private static int SchemaOf(DeviceProfile profile) =>
        profile.AllowedClockMHz is not null || profile.Timings.Any(timings => timings.Stages.Any(stage => stage.IsDisturbed) || timings.Networks.Any(network => network.IsDisturbed))
            ? ProfileJson.ProfileSchema
        : profile.PowerMode is not null || profile.Timings.Any(timings => timings.Stages.Any(stage => stage.IsUnsettled) || timings.Networks.Any(network => network.IsUnsettled))
            ? ProfileJson.MarkedProfileSchema
            : ProfileJson.ListSchema;

    private static DeviceProfile ReadProfile(ref StrictJson json)
    {
        string board = "";
        string? processor = null, governor = null, powerMode = null, provider = null;
        string onnxRuntime = "";
        double? allowedClock = null;
        DateTimeOffset measuredAt = default;
        bool? throttled = null;
        ImmutableArray<ThreadTimings> timings = [];
        JsonObjectScope scope = json.BeginObject("$schema", "schema", "board", "processor", "onnxRuntime", "governor", "allowedClockMHz", "powerMode", "provider", "measuredAt", "throttled", "timings");
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "$schema": json.GetText(ProfileJson.MaxTextLength); break;
                case "schema": ProfileJson.ReadSchema(ref json, ProfileJson.ProfileSchema); break;
                case "board": board = json.GetText(ProfileJson.MaxTextLength); break;
                case "processor": processor = json.IsNull ? null : json.GetText(ProfileJson.MaxTextLength); break;
                case "onnxRuntime": onnxRuntime = json.GetText(ProfileJson.MaxTextLength); break;
                case "governor": governor = json.IsNull ? null : json.GetText(ProfileJson.MaxTextLength); break;
                case "allowedClockMHz": allowedClock = json.IsNull ? null : json.GetPositive(1e6, maximumIncluded: true, "null or a clock in MHz"); break;
                case "powerMode": powerMode = json.IsNull ? null : json.GetText(ProfileJson.MaxTextLength); break;
                case "provider": provider = json.IsNull ? null : json.GetText(ProfileJson.MaxTextLength); break;
                case "measuredAt": measuredAt = ReadTime(ref json); break;
                case "throttled": throttled = ReadAnswer(ref json); break;
                default: timings = ReadTimings(ref json); break;
            }
        }

        foreach (string key in (string[])["schema", "board", "onnxRuntime", "measuredAt", "timings"])
        {
            json.Require(scope, key);
        }

        return new DeviceProfile
        {
            Board = board,
            Processor = processor,
            OnnxRuntime = onnxRuntime,
            Governor = governor,
            AllowedClockMHz = allowedClock,
            PowerMode = powerMode,
            Provider = provider,
            MeasuredAt = measuredAt,
            Throttled = throttled,
            Timings = timings,
        };
    }

    private static ImmutableArray<ThreadTimings> ReadTimings(ref StrictJson json)
    {
        ImmutableArray<ThreadTimings>.Builder timings = ImmutableArray.CreateBuilder<ThreadTimings>();
        string key = json.BeginArray("an array of objects, one a number of threads");
        while (json.NextItem(key))
        {
            int line = json.Line;
            ThreadTimings one = ReadThreads(ref json);
            if (timings.Any(other => other.Threads == one.Threads))
            {
                throw json.Failure(
                    RuntimeDiagnostics.ProfileInvalidValue, line, string.Create(CultureInfo.InvariantCulture, $"the times of {one.Threads} threads stand twice: remove one of the objects"));
            }

            timings.Add(one);
        }

        return timings.ToImmutable();
    }

    private static ThreadTimings ReadThreads(ref StrictJson json)
    {
        int threads = 0;
        double node = 0, mebibyte = 0;
        double? predictionError = null;
        ImmutableArray<StageTiming> stages = [];
        Dictionary<StageShape, int> unsettled = [], disturbed = [];
        JsonObjectScope scope = json.BeginObject("threads", "nodeMicroseconds", "mebibyteMicroseconds", "predictionError", "stages", "unsettled", "disturbed", "networks");
        ImmutableArray<NetworkTiming> networks = [];
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "threads": threads = json.GetInteger(1, 1024); break;
                case "nodeMicroseconds": node = json.GetPositive(1e9, maximumIncluded: true, "a time in microseconds"); break;
                case "mebibyteMicroseconds": mebibyte = json.GetPositive(1e9, maximumIncluded: true, "a time in microseconds"); break;
                case "predictionError": predictionError = json.IsNull ? null : json.GetPositive(1e9, maximumIncluded: true, "null or a relative error"); break;
                case "unsettled": unsettled = ReadMarked(ref json); break;
                case "disturbed": disturbed = ReadMarked(ref json); break;
                case "networks": networks = NetworkText.ReadTimings(ref json); break;
                default: stages = ReadStages(ref json); break;
            }
        }

        foreach (string key in (string[])["threads", "nodeMicroseconds", "mebibyteMicroseconds", "stages"])
        {
            json.Require(scope, key);
        }

        foreach ((string mark, Dictionary<StageShape, int> marked) in new[] { ("unsettled", unsettled), ("disturbed", disturbed) })
        {
            StageShape[] untimed = [.. marked.Keys.Except(stages.Select(stage => stage.Shape))];
            if (untimed.Length > 0)
            {
                throw json.Failure(
                    RuntimeDiagnostics.ProfileInvalidValue, marked[untimed[0]], $"no time of the stage stands in \"stages\", so that it cannot be {mark}: remove the line");
            }
        }

        return new ThreadTimings
        {
            Threads = threads,
            NodeMicroseconds = node,
            MebibyteMicroseconds = mebibyte,
            PredictionError = predictionError,
            Stages =
            [
                .. stages.Select(stage => stage with
                {
                    IsUnsettled = unsettled.ContainsKey(stage.Shape) || disturbed.ContainsKey(stage.Shape),
                    IsDisturbed = disturbed.ContainsKey(stage.Shape),
                }),
            ],
            Networks = networks,
        };
    }

    private static ImmutableArray<StageTiming> ReadStages(ref StrictJson json)
    {
        HashSet<StageShape> seen = [];
        ImmutableArray<StageTiming>.Builder stages = ImmutableArray.CreateBuilder<StageTiming>();
        string key = json.BeginArray("an array of timed stages");
        while (json.NextItem(key))
        {
            StageTiming stage = StageText.Read(ref json, isTimed: true);
            stages.Add(seen.Add(stage.Shape)
                ? stage
                : throw json.Failure(RuntimeDiagnostics.ProfileInvalidValue, json.Line, "the stage stands twice: remove one of the lines"));
        }

        return stages.ToImmutable();
    }

    // The stages with the lines where they stand.
    private static Dictionary<StageShape, int> ReadMarked(ref StrictJson json)
    {
        Dictionary<StageShape, int> lines = [];
        string key = json.BeginArray("an array of stages without times");
        while (json.NextItem(key))
        {
            int line = json.Line;
            if (!lines.TryAdd(StageText.Read(ref json, isTimed: false).Shape, line))
            {
                throw json.Failure(RuntimeDiagnostics.ProfileInvalidValue, line, "the stage stands twice: remove one of the lines");
            }
        }

        return lines;
    }

    private static DateTimeOffset ReadTime(ref StrictJson json) =>
        json.Type == JsonTokenType.String
        && DateTimeOffset.TryParseExact(
            json.Text(), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw json.Unsuitable("a time in UTC such as \"2026-11-21T13:00:00Z\"");

    private static bool? ReadAnswer(ref StrictJson json) => json.Type switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        _ => throw json.Unsuitable("true, false or null"),
    };
}
