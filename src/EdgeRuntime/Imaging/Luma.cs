using System.Runtime.CompilerServices;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>The one plane of networks that take no colours.</summary>
internal static class Luma
{
    /// <summary>The luma of ITU-R BT.601, rounded: its weights in 1/65536, which sum to 65536, so that grey stays exactly what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(byte red, byte green, byte blue) => (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 32768) >> 16);
}
