using RsdtrEdge.Compressor.Factorization;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>Theory data: the layouts of spatial chains and the ways to merge their stages.</summary>
internal static class ChainPlans
{
    /// <summary>Every layout with its merges, from one on: 0 merges nothing.</summary>
    /// <param name="first">The first of <see cref="ChainMerges"/>, as a number.</param>
    public static TheoryData<string, int> From(int first)
    {
        TheoryData<string, int> plans = [];
        foreach (ChainLayout layout in ChainLayout.Spatial)
        {
            for (int merges = first; merges < 1 << (layout.StageCount - 1); merges++)
            {
                plans.Add(layout.ToString(), merges);
            }
        }

        return plans;
    }
}
