namespace RsdtrEdge.Compressor.Costs;

/// <summary>The ranks of a ring of cores G1(R0,T,R1) G2(R1,C,R2) G3(R2,kh,R3) G4(R3,kw,R0).</summary>
/// <param name="R0">Between the horizontal core and the output channels' core.</param>
/// <param name="R1">Between the output channels' core and the input channels' core.</param>
/// <param name="R2">Between the input channels' core and the vertical core.</param>
/// <param name="R3">Between the vertical core and the horizontal core.</param>
internal readonly record struct RingRanks(long R0, long R1, long R2, long R3);
