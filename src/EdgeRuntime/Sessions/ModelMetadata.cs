using System.Collections.Immutable;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>What a model file says of itself.</summary>
public sealed record ModelMetadata
{
    /// <summary>The program that wrote it; empty where unsaid.</summary>
    public string Producer { get; init; } = "";

    /// <summary>The graph's name.</summary>
    public string GraphName { get; init; } = "";

    /// <summary>The model's domain.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The description.</summary>
    public string Description { get; init; } = "";

    /// <summary>The model's own version.</summary>
    public long Version { get; init; }

    /// <summary>The entries of <c>metadata_props</c>; those of compressed models begin with <c>rsdtr.</c>.</summary>
    public ImmutableSortedDictionary<string, string> Custom { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
