namespace RsdtrEdge.Runtime.Profiles.Models;

/// <summary>
/// The padding of a stage along an axis, which its shape leaves out because the sizes of input and output tell it nearly: n' outputs at
/// stride s of a kernel over e = (k - 1) d + 1 numbers read (n' - 1) s + e numbers.
/// </summary>
/// <param name="Input">The numbers that the stage reads of the axis; fewer than there are where the last ones reach no output.</param>
/// <param name="Begin">The padding before them.</param>
/// <param name="End">The padding behind them.</param>
internal readonly record struct StagePadding(int Input, int Begin, int End)
{
    /// <summary>The padding along an axis: the same on both sides where that gives the output's size, as networks have it.</summary>
    public static StagePadding Of(int input, int output, int kernel, int stride, int dilation)
    {
        int extent = ((kernel - 1) * dilation) + 1;
        int read = ((output - 1) * stride) + extent;
        int padding = read - input;
        if (padding <= 0)
        {
            // Images of a batch that lie one below the other lose their margins at each seam; one convolution loses them once.
            return new StagePadding(padding > -stride ? input : read, 0, 0);
        }

        int half = (padding + 1) / 2;
        return (input + (2 * half) - extent) / stride + 1 == output
            ? new StagePadding(input, half, half)
            : new StagePadding(input, padding / 2, padding - (padding / 2));
    }
}
