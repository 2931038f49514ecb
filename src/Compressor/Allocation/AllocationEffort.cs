namespace RsdtrEdge.Compressor.Allocation;

/// <summary>How much one allocation looks at: where many are made, each gets less.</summary>
/// <param name="Continuations">How many ways to go on from partial choices are looked at for each layer (<see cref="FrontierSearch"/>).</param>
/// <param name="ExchangePairs">How many pairs of exchanges are looked at.</param>
internal sealed record AllocationEffort(int Continuations, long ExchangePairs)
{
    /// <summary>For one allocation: up to three seconds in a network of 50 layers.</summary>
    public static AllocationEffort Full { get; } = new(100_000, 50_000_000);

    /// <summary>For one of many: a tenth of that.</summary>
    public static AllocationEffort Brief { get; } = new(10_000, 5_000_000);
}
