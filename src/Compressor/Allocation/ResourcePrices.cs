namespace RsdtrEdge.Compressor.Allocation;

/// <summary>What a resource costs in units of the loss.</summary>
/// <param name="Parameter">The price of a stored number.</param>
/// <param name="Mac">The price of a multiply-accumulate operation.</param>
internal readonly record struct ResourcePrices(double Parameter, double Mac)
{
    /// <summary>The price of an amount of both.</summary>
    public double Of(long parameters, long macs) => (Parameter * parameters) + (Mac * macs);
}
