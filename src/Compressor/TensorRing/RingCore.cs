namespace RsdtrEdge.Compressor.TensorRing;

/// <summary>One core G(before, n, after) of a ring, float64, last index fastest.</summary>
public sealed class RingCore
{
    /// <summary>A core over given numbers, which are not copied.</summary>
    /// <param name="before">The rank before the mode.</param>
    /// <param name="size">The size of the mode.</param>
    /// <param name="after">The rank after the mode.</param>
    /// <param name="data">before x size x after numbers.</param>
    /// <exception cref="ArgumentException">The count of numbers is not the product of the sizes.</exception>
    public RingCore(int before, int size, int after, double[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length != checked(before * size * after))
        {
            throw new ArgumentException($"{before} x {size} x {after} numbers are needed, {data.Length} were given.", nameof(data));
        }

        Before = before;
        Size = size;
        After = after;
        Data = data;
    }

    /// <summary>The rank before the mode.</summary>
    public int Before { get; }

    /// <summary>The size of the mode.</summary>
    public int Size { get; }

    /// <summary>The rank after the mode.</summary>
    public int After { get; }

    /// <summary>The numbers: element (a, n, b) at (a Size + n) After + b.</summary>
    public double[] Data { get; }

    /// <summary>One element.</summary>
    public double this[int before, int index, int after] => Data[(((before * Size) + index) * After) + after];
}
