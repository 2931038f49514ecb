using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Lays the channels of a row side by side, position by position, as many as a vector has lanes.</summary>
internal static unsafe class ChannelPacking
{
    private const int Square = 4;

    /// <summary>Packs a row.</summary>
    /// <param name="from">The first channel's row.</param>
    /// <param name="plane">From one channel to the next.</param>
    /// <param name="channels">The channels that there are, at most <paramref name="lanes"/>; in the other lanes zeros are written.</param>
    /// <param name="lanes">The lanes, a multiple of four.</param>
    /// <param name="width">The positions.</param>
    /// <param name="to">Takes width x lanes numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRow(float* from, nint plane, int channels, int lanes, int width, float* to)
    {
        for (int lane = 0; lane < lanes; lane += Square)
        {
            int present = Math.Clamp(channels - lane, 0, Square);
            float* row = from + (lane * plane);
            float* packed = to + lane;
            int x = 0;
            if (present == Square && CanTranspose)
            {
                for (; x <= width - Square; x += Square)
                {
                    Transpose(row + x, plane, packed + ((nint)x * lanes), lanes);
                }
            }

            for (; x < width; x++)
            {
                for (int channel = 0; channel < Square; channel++)
                {
                    packed[((nint)x * lanes) + channel] = channel < present ? row[(channel * plane) + x] : 0;
                }
            }
        }
    }

    private static bool CanTranspose => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    // Four channels of four positions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* from, nint plane, float* to, nint lanes)
    {
        Vector128<float> a = Vector128.Load(from);
        Vector128<float> b = Vector128.Load(from + plane);
        Vector128<float> c = Vector128.Load(from + (2 * plane));
        Vector128<float> d = Vector128.Load(from + (3 * plane));
        (Vector128<float> ac0, Vector128<float> ac1) = (Low(a, c), High(a, c));
        (Vector128<float> bd0, Vector128<float> bd1) = (Low(b, d), High(b, d));
        Low(ac0, bd0).Store(to);
        High(ac0, bd0).Store(to + lanes);
        Low(ac1, bd1).Store(to + (2 * lanes));
        High(ac1, bd1).Store(to + (3 * lanes));
    }

    // Of two vectors the lower halves, number by number in turns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right);
}
