namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// The index that two neighbouring factors are summed over: of each, the numbers for one of its values stand in runs of <c>inner</c>, and all values
/// follow one another before the first one comes again. A slice of one factor can be multiplied by what its counterpart is divided by: their product stays.
/// </summary>
/// <param name="Rank">How many values the index has.</param>
/// <param name="Left">The numbers of the factor in front.</param>
/// <param name="LeftInner">How many numbers of it stand together for one value of the index.</param>
/// <param name="Right">The numbers of the factor behind.</param>
/// <param name="RightInner">How many numbers of that stand together.</param>
internal readonly record struct SharedIndex(int Rank, double[] Left, int LeftInner, double[] Right, int RightInner);
