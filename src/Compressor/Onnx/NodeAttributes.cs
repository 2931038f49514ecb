using System.Text;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Onnx.Proto.AttributeProto.Types;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Typed access to the attributes of a node.</summary>
/// <remarks>
/// Files of IR version 1 do not state an attribute's type, and writers of the proto3 form leave out values that are zero; so a
/// value counts as present where the type or the field says so.
/// </remarks>
internal static class NodeAttributes
{
    /// <summary>The attribute with a name, or null.</summary>
    public static AttributeProto? Find(this NodeProto node, string name)
    {
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (attribute.Name == name)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Whether the node has the attribute.</summary>
    public static bool Has(this NodeProto node, string name) => node.Find(name) is not null;

    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static long GetInt(this NodeProto node, string name, long fallback) => node.TryGetInt(name) ?? fallback;

    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static long? TryGetInt(this NodeProto node, string name) =>
        Typed(node, name, AttributeType.Int, static attribute => attribute.HasI)?.I;

    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static float GetFloat(this NodeProto node, string name, float fallback) => node.TryGetFloat(name) ?? fallback;

    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static float? TryGetFloat(this NodeProto node, string name) =>
        Typed(node, name, AttributeType.Float, static attribute => attribute.HasF)?.F;

    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static string GetString(this NodeProto node, string name, string fallback) =>
        Typed(node, name, AttributeType.String, static attribute => attribute.HasS) is { } attribute
            ? Encoding.UTF8.GetString(attribute.S.Span)
            : fallback;

    /// <summary>The list, or null where the node has no such attribute.</summary>
    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static long[]? GetInts(this NodeProto node, string name) =>
        Typed(node, name, AttributeType.Ints, static attribute => attribute.Ints.Count > 0) is { } attribute ? [.. attribute.Ints] : null;

    /// <inheritdoc cref="GetInts"/>
    public static float[]? GetFloats(this NodeProto node, string name) =>
        Typed(node, name, AttributeType.Floats, static attribute => attribute.Floats.Count > 0) is { } attribute ? [.. attribute.Floats] : null;

    /// <summary>The tensor, or null where the node has no such attribute.</summary>
    /// <exception cref="RsdtrException">The attribute has another type (RSDTR1009).</exception>
    public static TensorProto? GetTensor(this NodeProto node, string name) =>
        Typed(node, name, AttributeType.Tensor, static attribute => attribute.T is not null)?.T;

    /// <summary>Adds an attribute, or replaces the one with its name.</summary>
    public static void Set(this NodeProto node, AttributeProto attribute)
    {
        node.Remove(attribute.Name);
        node.Attribute.Add(attribute);
    }

    /// <summary>Removes an attribute where the node has it.</summary>
    public static void Remove(this NodeProto node, string name)
    {
        for (int index = node.Attribute.Count - 1; index >= 0; index--)
        {
            if (node.Attribute[index].Name == name)
            {
                node.Attribute.RemoveAt(index);
            }
        }
    }

    private static AttributeProto? Typed(NodeProto node, string name, AttributeType type, Predicate<AttributeProto> hasField)
    {
        if (node.Find(name) is not { } attribute)
        {
            return null;
        }

        bool typed = attribute.Type == type;
        bool untyped = attribute.Type == AttributeType.Undefined && (hasField(attribute) || IsEmptyList(attribute, type));
        return typed || untyped
            ? attribute
            : throw new RsdtrException(
                ModelDiagnostics.MalformedNode,
                $"The attribute '{name}' of {NodeText.Describe(node)} is {attribute.Type} where {type} is expected: export the model again.");
    }

    private static bool IsEmptyList(AttributeProto attribute, AttributeType type) =>
        type is AttributeType.Ints or AttributeType.Floats
        && !attribute.HasI && !attribute.HasF && !attribute.HasS && attribute.T is null && attribute.G is null
        && attribute.Ints.Count == 0 && attribute.Floats.Count == 0 && attribute.Strings.Count == 0;
}
