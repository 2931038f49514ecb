namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>A vector of float32 numbers, as wide as the processor's. Code over it is compiled once for each width.</summary>
/// <typeparam name="TSelf">The vector.</typeparam>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many numbers it holds.</summary>
    static abstract int Count { get; }

    /// <summary>Numbers from memory, wherever it begins.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>One number in all places.</summary>
    static abstract TSelf Repeat(float number);

    /// <summary>left right + sum, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf sum);

    /// <summary>The sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Writes the numbers to memory.</summary>
    void Store(float* to);
}
