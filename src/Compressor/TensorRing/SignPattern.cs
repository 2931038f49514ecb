namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>
/// Signs for the singular vectors of the first unfolding. A singular value decomposition is unique only up to them, and
/// the paper leaves them to the library's routine; but once the first rank is split into R0 x R1 and R0 moves to the far
/// end, they change the later ranks, by a few percent of the storage. Several patterns are therefore compared.
/// Pattern 0 takes the vectors as they come; the others are seeded by their number alone.
/// </summary>
/// <param name="Number">Which pattern.</param>
internal readonly record struct SignPattern(int Number)
{
    /// <summary>+1 or -1 for a singular vector.</summary>
    public double this[int vector]
    {
        get
        {
            if (Number == 0)
            {
                return 1;
            }

            // SplitMix64's output function (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
            ulong z = ((ulong)(uint)Number << 32 | (uint)vector) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) & 1) == 0 ? 1 : -1;
        }
    }
}
