using System.Text.Json;

namespace RsdtrEdge.Runtime.Files;

/// <summary>
/// What a serializer that holds properties to their annotations (<c>RespectNullableAnnotations</c>) leaves unchecked: null among the elements of lists, which no
/// file of this project has.
/// </summary>
internal static class JsonNulls
{
    /// <summary>Throws where a list at any depth holds null.</summary>
    /// <param name="element">The document.</param>
    /// <exception cref="JsonException">One does.</exception>
    public static void RefuseInLists(JsonElement element)
    {
        if (AreInLists(element))
        {
            throw new JsonException("a list holds null");
        }
    }

    private static bool AreInLists(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.Null || AreInLists(one)),
        JsonValueKind.Object => element.EnumerateObject().Any(property => AreInLists(property.Value)),
        _ => false,
    };
}
