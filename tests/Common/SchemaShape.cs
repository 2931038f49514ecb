using System.Text.Json.Nodes;

namespace RsdtrEdge.Tests.Common;

/// <summary>What a JSON schema says of the shape of a document, as lines that can be compared: a line for each property and each type that it may have.</summary>
internal static class SchemaShape
{
    /// <summary>The lines, in order: <c>layers[].ranks[]: integer</c>.</summary>
    /// <param name="schema">A schema; its references are followed.</param>
    public static IReadOnlyList<string> Of(JsonNode schema)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        Add(schema, schema, "", lines);
        return [.. lines];
    }

    /// <summary>The properties that a schema demands, as the paths of <see cref="Of"/>.</summary>
    public static IReadOnlyList<string> Required(JsonNode schema)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        Add(schema, schema, "", new SortedSet<string>(StringComparer.Ordinal), lines);
        return [.. lines];
    }

    private static void Add(JsonNode root, JsonNode schema, string path, SortedSet<string> lines, SortedSet<string>? required = null)
    {
        schema = Resolve(root, schema);
        foreach (JsonNode? branch in schema["anyOf"] as JsonArray ?? [])
        {
            Add(root, branch!, path, lines, required);
        }

        foreach (string type in Types(schema))
        {
            _ = lines.Add($"{path}: {type}");
        }

        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
        {
            Add(root, property!, $"{path}.{name}", lines, required);
        }

        foreach (JsonNode? name in schema["required"] as JsonArray ?? [])
        {
            _ = required?.Add($"{path}.{name}");
        }

        if (schema["items"] is { } items)
        {
            Add(root, items, path + "[]", lines, required);
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            Add(root, values, path + "{}", lines, required);
        }
    }

    private static IEnumerable<string> Types(JsonNode schema) => schema switch
    {
        _ when schema["enum"] is JsonArray values => values.Select(value => value is null ? "null" : $"'{value}'"),
        _ when schema["type"] is JsonArray types => types.Select(type => (string)type!),
        _ when schema["type"] is { } type => [(string)type!],
        _ => [],
    };

    // #/a/b: the way through the document.
    private static JsonNode Resolve(JsonNode root, JsonNode schema) => schema["$ref"] is { } reference
        ? ((string)reference!).TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(root, (node, part) => node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!)
        : schema;
}
