using System.Globalization;

namespace RsdtrEdge.Runtime.DataSets;

/// <summary>The shape of one sample: planes, rows, columns.</summary>
/// <param name="Channels">Planes.</param>
/// <param name="Height">Rows of each plane.</param>
/// <param name="Width">Columns of each plane.</param>
public readonly record struct SampleShape(int Channels, int Height, int Width)
{
    /// <summary>Values in a sample.</summary>
    public long Length => (long)Channels * Height * Width;

    /// <summary>As messages show it: <c>[3,32,32]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Channels},{Height},{Width}]");
}
