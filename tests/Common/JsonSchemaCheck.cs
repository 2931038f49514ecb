using System.Text.Json;
using System.Text.RegularExpressions;

namespace RsdtrEdge.Tests.Common;

/// <summary>
/// Validates against a JSON Schema (2020-12) with the keywords that the schemas in devices and docs/schemas use. A keyword that is not known here
/// throws, so that the schema cannot say more than the tests check. (No schema library on the feed restores under a plain licence.)
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    public static JsonDocumentOptions Lenient { get; } = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether the document fits the schema.</summary>
    public bool Accepts(string document)
    {
        using JsonDocument parsed = JsonDocument.Parse(document, Lenient);
        return Accepts(root, parsed.RootElement);
    }

    private bool Accepts(JsonElement schema, JsonElement value) => schema.EnumerateObject().All(keyword => keyword.Name switch
    {
        "title" or "description" or "examples" or "default" or "$schema" or "$defs" or "properties" => true,
        "$ref" => Accepts(Definition(keyword.Value.GetString()!), value),
        "type" => Types(keyword.Value).Any(type => IsOfType(type, value)),
        "anyOf" => keyword.Value.EnumerateArray().Any(branch => Accepts(branch, value)),
        "const" => JsonElement.DeepEquals(keyword.Value, value),
        "required" => value.ValueKind != JsonValueKind.Object || keyword.Value.EnumerateArray().All(key => value.TryGetProperty(key.GetString()!, out _)),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(property => AcceptsProperty(schema, property)),
        "minimum" => Number(value) is not double number || number >= keyword.Value.GetDouble(),
        "maximum" => Number(value) is not double number || number <= keyword.Value.GetDouble(),
        "exclusiveMinimum" => Number(value) is not double number || number > keyword.Value.GetDouble(),
        "exclusiveMaximum" => Number(value) is not double number || number < keyword.Value.GetDouble(),
        "minLength" => value.ValueKind != JsonValueKind.String || Length(value) >= keyword.Value.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || Length(value) <= keyword.Value.GetInt32(),
        "enum" => keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => Accepts(keyword.Value, item)),
        "prefixItems" => value.ValueKind != JsonValueKind.Array || keyword.Value.EnumerateArray().Zip(value.EnumerateArray()).All(pair => Accepts(pair.First, pair.Second)),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= keyword.Value.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= keyword.Value.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!),
        _ => throw new NotSupportedException($"The schema keyword {keyword.Name} is not known to the test."),
    });

    // "additionalProperties" is false, so that each property must be declared and fit its declaration, or the schema of the values of a dictionary.
    private bool AcceptsProperty(JsonElement schema, JsonProperty property)
    {
        JsonElement others = schema.GetProperty("additionalProperties");
        if (others.ValueKind == JsonValueKind.Object)
        {
            Assert.False(schema.TryGetProperty("properties", out _));
            return Accepts(others, property.Value);
        }

        Assert.Equal(JsonValueKind.False, others.ValueKind);
        return schema.GetProperty("properties").TryGetProperty(property.Name, out JsonElement declared) && Accepts(declared, property.Value);
    }

    private JsonElement Definition(string reference)
    {
        const string Prefix = "#/$defs/";
        Assert.StartsWith(Prefix, reference, StringComparison.Ordinal);
        return root.GetProperty("$defs").GetProperty(reference[Prefix.Length..]);
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(item => item.GetString()!) : [type.GetString()!];

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => Number(value) is double number && double.IsInteger(number),
        _ => throw new NotSupportedException($"The schema type {type} is not known to the test."),
    };

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();
}
