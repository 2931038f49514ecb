using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>Lays the channels of a row side by side, position by position, as many as a vector has lanes; and back.</summary>
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
    public static void PackRow(float* from, nint plane, int channels, nint lanes, int width, float* to)
    {
        for (int lane = 0; lane < (int)lanes; lane += Square)
        {
            int present = Math.Clamp(channels - lane, 0, Square);
            float* row = from + (lane * plane);
            float* packed = to + lane;
            int x = 0;
            if (present == Square && CanTranspose)
            {
                for (; x <= width - Square; x += Square)
                {
                    Transpose(row + x, plane, packed + (x * lanes), lanes);
                }
            }

            for (; x < width; x++)
            {
                for (int channel = 0; channel < Square; channel++)
                {
                    packed[(x * lanes) + channel] = channel < present ? row[(channel * plane) + x] : 0;
                }
            }
        }
    }

    /// <summary>Lays the channels of a row apart again.</summary>
    /// <param name="from">The numbers of the row, position by position.</param>
    /// <param name="lanes">The lanes, a multiple of four.</param>
    /// <param name="channels">The channels that are taken, at most as many.</param>
    /// <param name="width">The positions.</param>
    /// <param name="to">The first channel's row.</param>
    /// <param name="plane">From one channel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnpackRow(float* from, nint lanes, int channels, int width, float* to, nint plane)
    {
        for (int lane = 0; lane < channels; lane += Square)
        {
            int present = Math.Min(channels - lane, Square);
            float* packed = from + lane;
            float* row = to + (lane * plane);
            int x = 0;
            if (present == Square && CanTranspose)
            {
                for (; x <= width - Square; x += Square)
                {
                    Transpose(packed + (x * lanes), lanes, row + x, plane);
                }
            }

            for (; x < width; x++)
            {
                for (int channel = 0; channel < present; channel++)
                {
                    row[(channel * plane) + x] = packed[(x * lanes) + channel];
                }
            }
        }
    }

    private static bool CanTranspose => Sse.IsSupported || AdvSimd.Arm64.IsSupported;

    // Four rows of four numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* from, nint step, float* to, nint newStep)
    {
        Vector128<float> a = Vector128.Load(from);
        Vector128<float> b = Vector128.Load(from + step);
        Vector128<float> c = Vector128.Load(from + (2 * step));
        Vector128<float> d = Vector128.Load(from + (3 * step));
        (Vector128<float> ac0, Vector128<float> ac1) = (Low(a, c), High(a, c));
        (Vector128<float> bd0, Vector128<float> bd1) = (Low(b, d), High(b, d));
        Low(ac0, bd0).Store(to);
        High(ac0, bd0).Store(to + newStep);
        Low(ac1, bd1).Store(to + (2 * newStep));
        High(ac1, bd1).Store(to + (3 * newStep));
    }

    // Of two vectors the lower halves, number by number in turns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right) : AdvSimd.Arm64.ZipLow(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right) : AdvSimd.Arm64.ZipHigh(left, right);
}
