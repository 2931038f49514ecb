using System.Runtime.CompilerServices;

namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>
/// The accurate integer inverse DCT: Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (ICASSP 1989),
/// columns then rows, with 13 fractional bits in the constants and 2 kept between the passes. libjpeg's default transform makes the same
/// choices, so the samples agree with its to the last bit.
/// </summary>
internal static class JpegInverseDct
{
    private const int ConstantBits = 13;
    private const int PassBits = 2;

    // The constants, named by their value: round(value * 2^13).
    private const int C0298631336 = 2446;
    private const int C0390180644 = 3196;
    private const int C0541196100 = 4433;
    private const int C0765366865 = 6270;
    private const int C0899976223 = 7373;
    private const int C1175875602 = 9633;
    private const int C1501321110 = 12299;
    private const int C1847759065 = 15137;
    private const int C1961570560 = 16069;
    private const int C2053119869 = 16819;
    private const int C2562915447 = 20995;
    private const int C3072711026 = 25172;

    /// <summary>Dequantizes and transforms one block.</summary>
    /// <param name="coefficients">64 quantized coefficients, row by row.</param>
    /// <param name="steps">64 quantization steps, row by row.</param>
    /// <param name="samples">Receives 8 rows of 8 samples.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> steps, Span<byte> samples, int stride)
    {
        coefficients = coefficients[..64];
        steps = steps[..64];
        Span<int> work = stackalloc int[64];
        for (int x = 0; x < 8; x++)
        {
            int in0 = coefficients[x];
            int in1 = coefficients[x + 8];
            int in2 = coefficients[x + 16];
            int in3 = coefficients[x + 24];
            int in4 = coefficients[x + 32];
            int in5 = coefficients[x + 40];
            int in6 = coefficients[x + 48];
            int in7 = coefficients[x + 56];
            in0 *= steps[x];
            if ((in1 | in2 | in3 | in4 | in5 | in6 | in7) == 0)
            {
                // A constant column: frequent, and exactly what the full computation gives.
                int value = in0 << PassBits;
                for (int at = x; at < 64; at += 8)
                {
                    work[at] = value;
                }

                continue;
            }

            Line line = Compute(
                in0,
                in1 * steps[x + 8],
                in2 * steps[x + 16],
                in3 * steps[x + 24],
                in4 * steps[x + 32],
                in5 * steps[x + 40],
                in6 * steps[x + 48],
                in7 * steps[x + 56]);
            const int Shift = ConstantBits - PassBits;
            const int Half = 1 << (Shift - 1);
            work[x] = (line.E0 + line.O0 + Half) >> Shift;
            work[x + 56] = (line.E0 - line.O0 + Half) >> Shift;
            work[x + 8] = (line.E1 + line.O1 + Half) >> Shift;
            work[x + 48] = (line.E1 - line.O1 + Half) >> Shift;
            work[x + 16] = (line.E2 + line.O2 + Half) >> Shift;
            work[x + 40] = (line.E2 - line.O2 + Half) >> Shift;
            work[x + 24] = (line.E3 + line.O3 + Half) >> Shift;
            work[x + 32] = (line.E3 - line.O3 + Half) >> Shift;
        }

        for (int y = 0; y < 8; y++)
        {
            ReadOnlySpan<int> row = work.Slice(y * 8, 8);
            Span<byte> target = samples.Slice(y * stride, 8);
            Line line = Compute(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]);
            target[0] = ToSample(line.E0 + line.O0);
            target[7] = ToSample(line.E0 - line.O0);
            target[1] = ToSample(line.E1 + line.O1);
            target[6] = ToSample(line.E1 - line.O1);
            target[2] = ToSample(line.E2 + line.O2);
            target[5] = ToSample(line.E2 - line.O2);
            target[3] = ToSample(line.E3 + line.O3);
            target[4] = ToSample(line.E3 - line.O3);
        }
    }

    /// <summary>The same for a block whose only coefficient is the first.</summary>
    public static void TransformConstant(int coefficient, int step, Span<byte> samples, int stride)
    {
        byte value = Clamp((((coefficient * step) + 4) >> 3) + 128);
        for (int y = 0; y < 8; y++)
        {
            samples.Slice(y * stride, 8).Fill(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Line Compute(int in0, int in1, int in2, int in3, int in4, int in5, int in6, int in7)
    {
        int rotation = (in2 + in6) * C0541196100;
        int even2 = rotation - (in6 * C1847759065);
        int even3 = rotation + (in2 * C0765366865);
        int even0 = (in0 + in4) << ConstantBits;
        int even1 = (in0 - in4) << ConstantBits;

        int z5 = (in7 + in3 + in5 + in1) * C1175875602;
        int z1 = (in7 + in1) * -C0899976223;
        int z2 = (in5 + in3) * -C2562915447;
        int z3 = ((in7 + in3) * -C1961570560) + z5;
        int z4 = ((in5 + in1) * -C0390180644) + z5;

        return new Line(
            even0 + even3,
            even1 + even2,
            even1 - even2,
            even0 - even3,
            (in1 * C1501321110) + z1 + z4,
            (in3 * C3072711026) + z2 + z3,
            (in5 * C2053119869) + z2 + z4,
            (in7 * C0298631336) + z1 + z3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ToSample(int value)
    {
        const int Shift = ConstantBits + PassBits + 3;
        return Clamp(((value + (1 << (Shift - 1))) >> Shift) + 128);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    /// <summary>The even and odd halves of one transform: output i is Ei + Oi, output 7 - i is Ei - Oi.</summary>
    private readonly record struct Line(int E0, int E1, int E2, int E3, int O0, int O1, int O2, int O3);
}
