using System.Collections.Concurrent;

namespace RsdtrEdge.Runtime.Tests.DataSets;

/// <summary>Keeps the counts that it hears, from whatever thread.</summary>
internal sealed class CountListener : IProgress<int>
{
    private readonly ConcurrentQueue<int> _counts = new();

    /// <summary>What was heard.</summary>
    public IEnumerable<int> Counts => _counts;

    /// <inheritdoc/>
    public void Report(int value) => _counts.Enqueue(value);
}
