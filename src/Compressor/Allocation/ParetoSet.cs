namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// Points with three costs, of which those count that no other one beats. Points are kept in stairs (parameters rise, MACs fall), one for each
/// range of times of a Fenwick tree (Fenwick, "A new data structure for cumulative frequency tables", 1994), so that a question costs
/// two logarithms. Where all times are equal there is one.
/// </summary>
internal sealed class ParetoSet
{
    private readonly long[] _times;
    private readonly List<(long Parameters, long Macs)>[] _stairs;

    /// <summary>An empty set.</summary>
    /// <param name="times">The times of the points that will be added, in any order.</param>
    public ParetoSet(IReadOnlyCollection<long> times)
    {
        _times = [.. times.Distinct().Order()];
        _stairs = [.. Enumerable.Range(0, _times.Length).Select(_ => new List<(long, long)>())];
    }

    /// <summary>Adds a point, unless one is there that is nowhere worse.</summary>
    /// <returns>Whether it was added.</returns>
    public bool TryAdd(long parameters, long macs, long time)
    {
        int place = Array.BinarySearch(_times, time) + 1;
        for (int node = place; node > 0; node -= node & -node)
        {
            int at = After(_stairs[node - 1], parameters);
            // The last step not beyond the point is the one to compare with.
            if (at > 0 && _stairs[node - 1][at - 1].Macs <= macs)
            {
                return false;
            }
        }

        for (int node = place; node <= _stairs.Length; node += node & -node)
        {
            Insert(_stairs[node - 1], parameters, macs);
        }

        return true;
    }

    private static void Insert(List<(long Parameters, long Macs)> stairs, long parameters, long macs)
    {
        int at = After(stairs, parameters);
        if (at > 0 && stairs[at - 1].Macs <= macs)
        {
            return;
        }

        // Also a step with the same parameters and more MACs falls away.
        int start = at > 0 && stairs[at - 1].Parameters == parameters ? at - 1 : at;
        int end = start;
        while (end < stairs.Count && stairs[end].Macs >= macs)
        {
            end++;
        }

        stairs.RemoveRange(start, end - start);
        stairs.Insert(start, (parameters, macs));
    }

    private static int After(List<(long Parameters, long Macs)> stairs, long parameters)
    {
        int at = stairs.BinarySearch((parameters, long.MaxValue));
        return at < 0 ? ~at : at + 1;
    }
}
