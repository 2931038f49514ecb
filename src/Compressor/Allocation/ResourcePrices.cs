namespace RsdtrEdge.Compressor.Allocation;

/// <summary>What a resource costs in units of the loss.</summary>
/// <param name="Parameter">The price of a stored number.</param>
/// <param name="Mac">The price of a multiply-accumulate operation.</param>
/// <param name="Nanosecond">The price of a nanosecond.</param>
internal readonly record struct ResourcePrices(double Parameter, double Mac, double Nanosecond = 0)
{
    /// <summary>The price of an amount of all.</summary>
    public double Of(long parameters, long macs, long nanoseconds) => (Parameter * parameters) + (Mac * macs) + (Nanosecond * nanoseconds);
}
