using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Compressor.Locks;

/// <summary>Reads the text of lock files strictly. Keeps the lines of figures, at which messages point.</summary>
internal static partial class LockFileReader
{
    // More than any network has, and exact as a double.
    private const long LargestCount = 1_000_000_000_000_000;
    private const int LongestPath = 4096;
    private const int LongestName = 200;

    // Only where it is true, so that most entries go without it.
    private const string Timed = "timed";

    private static readonly JsonFileKind FileKind = new(
        "lock file", "the lock", LockDiagnostics.InvalidJson, LockDiagnostics.UnknownKey, LockDiagnostics.InvalidValue, LockDiagnostics.MissingKey);

    /// <summary>Reads a lock file's content.</summary>
    /// <param name="utf8Json">The content, in UTF-8.</param>
    /// <param name="path">The file's path, for errors.</param>
    /// <exception cref="RsdtrException">RSDTR2202 to RSDTR2205.</exception>
    public static LockDocument Parse(ReadOnlySpan<byte> utf8Json, string path)
    {
        StrictJson json = new(utf8Json, path, FileKind);
        json.Begin();
        LockDocument document = ReadDocument(ref json);
        json.End();
        return document;
    }

    private static LockDocument ReadDocument(ref StrictJson json)
    {
        string tool = "";
        List<LockedModel> models = [];
        JsonObjectScope scope = json.BeginObject("$schema", "version", "tool", "models");
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "$schema": json.GetText(LongestPath); break;
                case "version": json.GetInteger(LockFile.CurrentVersion, LockFile.CurrentVersion); break;
                case "tool": tool = json.GetText(LongestName); break;
                case "models": ReadModels(ref json, models); break;
            }
        }

        json.Require(scope, "version");
        json.Require(scope, "tool");
        json.Require(scope, "models");
        return new LockDocument(tool, [.. models.Order(LockedModel.Order)]);
    }

    private static void ReadModels(ref StrictJson json, List<LockedModel> models)
    {
        string array = json.BeginArray("a list of networks");
        while (json.NextItem(array))
        {
            int line = json.Line;
            LockedModel model = ReadModel(ref json);
            if (models.Any(model.IsSame))
            {
                throw json.Failure(LockDiagnostics.InvalidValue, line, $"{model.Title} stands twice: remove one of the entries");
            }

            models.Add(model);
        }
    }

    private static LockedModel ReadModel(ref StrictJson json)
    {
        LockedModel model = new("", null, "", new LockedInputs("", "", ""), 0, null, 0, null);
        LockLines lines = new() { Entry = json.Line };
        JsonObjectScope scope = json.BeginObject("name", "budget", "source", "inputs", "parameters", "flops", "modelBytes", "outputError", Timed);
        while (json.NextKey(scope, out string key, out int line))
        {
            (model, lines) = key switch
            {
                "name" => (model with { Name = json.GetText(LongestPath) }, lines),
                "budget" => (model with { Budget = json.IsNull ? null : json.GetText(LongestName) }, lines),
                "source" => (model with { Source = json.GetText(LongestPath) }, lines),
                "inputs" => (model with { Inputs = ReadInputs(ref json) }, lines),
                "parameters" => (model with { Parameters = ReadCount(ref json) }, lines with { Parameters = line }),
                "flops" => (model with { Flops = json.IsNull ? null : ReadCount(ref json) }, lines with { Flops = line }),
                "modelBytes" => (model with { ModelBytes = ReadCount(ref json) }, lines with { ModelBytes = line }),
                Timed => (model with { IsTimed = ReadTruth(ref json) }, lines),
                _ => (model with { OutputError = json.IsNull ? null : ReadError(ref json) }, lines with { OutputError = line }),
            };
        }

        foreach (string key in scope.Keys.Where(key => key != Timed))
        {
            json.Require(scope, key);
        }

        return model with { Lines = lines };
    }

    private static LockedInputs ReadInputs(ref StrictJson json)
    {
        LockedInputs inputs = new("", "", "");
        JsonObjectScope scope = json.BeginObject("model", "budget", "options");
        while (json.NextKey(scope, out string key, out _))
        {
            string hash = json.GetText(HashNotation(), "32 hexadecimal digits in lower case");
            inputs = key switch
            {
                "model" => inputs with { Model = hash },
                "budget" => inputs with { Budget = hash },
                _ => inputs with { Options = hash },
            };
        }

        foreach (string key in scope.Keys)
        {
            json.Require(scope, key);
        }

        return inputs;
    }

    private static long ReadCount(ref StrictJson json) =>
        json.Number is { } value && decimal.IsInteger(value) && value is >= 0 and <= LargestCount
            ? (long)value
            : throw json.Unsuitable(string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {LargestCount}"));

    private static double ReadError(ref StrictJson json) =>
        json.Type == JsonTokenType.Number && json.Number is { } value && value >= 0 ? (double)value : throw json.Unsuitable("null or a number of 0 or more");

    private static bool ReadTruth(ref StrictJson json) =>
        json.Type is JsonTokenType.True or JsonTokenType.False ? json.Type == JsonTokenType.True : throw json.Unsuitable("true or false");

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HashNotation();
}
