using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// Reads and writes lists of the stages that are to be timed: <c>{ "schema": 2, "model": "m.onnx", "shapes": [ ["conv",...] ], "network": { ... } }</c>, each
/// stage as in a device profile, without a time, and the outline of the network that they are of. Version 1 had no networks.
/// </summary>
public static class StageShapesFile
{
    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The stages in the file's order, each once, and their network where the file holds one.</returns>
    /// <exception cref="RsdtrException">RSDTR4101 to RSDTR4105: it cannot be read, or is no list of stages.</exception>
    public static StageList Read(string path) => Parse(ProfileJson.ReadBytes(path, ProfileJson.Shapes), path);

    /// <summary>Reads a list from the content of its file.</summary>
    /// <param name="utf8Json">The content, in UTF-8.</param>
    /// <param name="sourcePath">The file's path, for errors.</param>
    /// <exception cref="RsdtrException">RSDTR4102 to RSDTR4105: it is no list of stages.</exception>
    public static StageList Parse(ReadOnlySpan<byte> utf8Json, string sourcePath)
    {
        StrictJson json = new(utf8Json, sourcePath, ProfileJson.Shapes);
        json.Begin();
        HashSet<StageShape> seen = [];
        ImmutableArray<StageShape>.Builder shapes = ImmutableArray.CreateBuilder<StageShape>();
        JsonObjectScope scope = json.BeginObject("$schema", "schema", "model", "shapes", "network");
        NetworkOutline? network = null;
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "$schema": json.GetText(ProfileJson.MaxTextLength); break;
                case "schema": ProfileJson.ReadSchema(ref json, ProfileJson.ListSchema); break;
                case "model": json.GetText(ProfileJson.MaxTextLength); break;
                case "network": network = NetworkText.ReadOutline(ref json); break;
                default: ReadShapes(ref json, seen, shapes); break;
            }
        }

        json.Require(scope, "schema");
        json.Require(scope, "shapes");
        json.End();
        return new StageList(shapes.ToImmutable(), network);
    }

    /// <summary>Writes a list whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="list">The stages, and their network.</param>
    /// <param name="model">The file name of the model whose stages they are; null where they are of none.</param>
    /// <exception cref="RsdtrException">The file cannot be written (RSDTR3001).</exception>
    public static void Write(string path, StageList list, string? model = null) => AtomicFile.WriteText(path, ToJson(list, model));

    /// <summary>A list as JSON text.</summary>
    /// <inheritdoc cref="Write"/>
    public static string ToJson(StageList list, string? model = null)
    {
        ArgumentNullException.ThrowIfNull(list);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"schema\": {ProfileJson.ListSchema},\n");
        if (model is { Length: > 0 and <= ProfileJson.MaxTextLength })
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"model\": {ProfileJson.Text(model)},\n");
        }

        text.Append("  \"shapes\": [\n");
        StageText.AppendAll(text, "    ", list.Shapes, shape => shape, _ => null);
        text.Append("  ]");
        if (list.Network is { } network)
        {
            NetworkText.Append(text.Append(",\n"), network);
        }

        return text.Append("\n}\n").ToString();
    }

    private static void ReadShapes(ref StrictJson json, HashSet<StageShape> seen, ImmutableArray<StageShape>.Builder shapes)
    {
        string key = json.BeginArray("an array of stages");
        while (json.NextItem(key))
        {
            StageShape shape = StageText.Read(ref json, isTimed: false).Shape;
            if (seen.Add(shape))
            {
                shapes.Add(shape);
            }
        }
    }
}
