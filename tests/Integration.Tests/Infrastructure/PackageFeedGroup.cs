namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>The tests that share the packed package.</summary>
[CollectionDefinition(Name)]
public sealed class PackageFeedGroup : ICollectionFixture<PackageFeed>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "package feed";
}
