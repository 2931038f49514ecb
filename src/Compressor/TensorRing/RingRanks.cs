namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>The ranks of a ring of four cores G1(R0,T,R1) G2(R1,C,R2) G3(R2,kh,R3) G4(R3,kw,R0).</summary>
/// <param name="R0">Between the last core and the first.</param>
/// <param name="R1">Between the cores of the output and the input channels.</param>
/// <param name="R2">Between the core of the input channels and that of the rows.</param>
/// <param name="R3">Between the two spatial cores.</param>
public readonly record struct RingRanks(int R0, int R1, int R2, int R3)
{
    /// <summary>The rank before a mode: mode 0 gives R0.</summary>
    public int Before(int mode) => mode switch
    {
        0 => R0,
        1 => R1,
        2 => R2,
        3 => R3,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "0 to 3."),
    };

    /// <summary>The rank after a mode: mode 3 gives R0.</summary>
    public int After(int mode) => Before((mode + 1) % KernelShape.Modes);

    /// <summary>The ranks in the order R0, R1, R2, R3.</summary>
    public int[] ToArray() => [R0, R1, R2, R3];

    /// <summary>The numbers that the cores hold: R0 T R1 + R1 C R2 + R2 kh R3 + R3 kw R0 (arXiv 2405.10802, section 3).</summary>
    public long Storage(KernelShape kernel)
    {
        long sum = 0;
        for (int mode = 0; mode < KernelShape.Modes; mode++)
        {
            sum = checked(sum + ((long)Before(mode) * kernel[mode] * After(mode)));
        }

        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{R0},{R1},{R2},{R3}]");
}
