using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>An input or output of a model, as the model declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">The type of its elements; <see cref="TensorElementType.Undefined"/> where it is not a tensor.</param>
/// <param name="Dimensions">Its dimensions, -1 where the model leaves one open.</param>
/// <param name="SymbolicNames">A name for each dimension, empty where it has none.</param>
public sealed record TensorDescription(
    string Name, TensorElementType ElementType, ImmutableArray<long> Dimensions, ImmutableArray<string> SymbolicNames)
{
    /// <summary>Whether the model leaves a dimension open.</summary>
    public bool IsDynamic => Dimensions.Contains(-1);

    /// <summary>The dimensions as <c>[batch,3,32,32]</c>.</summary>
    public string Shape => $"[{string.Join(',', Dimensions.Select((size, axis) =>
        size >= 0 ? TensorShape.Describe([size])[1..^1] : SymbolicNames[axis].Length > 0 ? SymbolicNames[axis] : "?"))}]";

    /// <summary>Name, type and shape, for messages.</summary>
    public override string ToString() => $"{Name}: {ElementType} {Shape}";
}
