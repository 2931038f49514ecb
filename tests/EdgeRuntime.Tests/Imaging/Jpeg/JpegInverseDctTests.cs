using RsdtrEdge.Runtime.Imaging.Jpeg;

namespace RsdtrEdge.Runtime.Tests.Imaging.Jpeg;

public sealed class JpegInverseDctTests
{
    [Fact]
    public void Samples_are_those_of_the_definition_in_double_precision()
    {
        Random random = new(3);
        byte[] samples = new byte[64];
        for (int round = 0; round < 500; round++)
        {
            short[] coefficients = new short[64];
            int[] steps = new int[64];
            for (int i = 0; i < 64; i++)
            {
                steps[i] = random.Next(1, 40);
                coefficients[i] = random.Next(4) == 0 ? (short)random.Next(-15, 16) : (short)0;
            }

            JpegInverseDct.Transform(coefficients, steps, samples, 8);
            for (int y = 0; y < 8; y++)
            {
                for (int x = 0; x < 8; x++)
                {
                    Assert.InRange(samples[(y * 8) + x] - Math.Clamp(Definition(coefficients, steps, x, y), 0.0, 255.0), -0.75, 0.75);
                }
            }
        }
    }

    [Fact]
    public void A_block_with_only_its_first_coefficient_is_constant_either_way()
    {
        byte[] whole = new byte[64];
        byte[] constant = new byte[64];
        int[] steps = [.. Enumerable.Repeat(3, 64)];
        short[] coefficients = new short[64];
        for (short dc = -400; dc <= 400; dc++)
        {
            coefficients[0] = dc;
            JpegInverseDct.Transform(coefficients, steps, whole, 8);
            JpegInverseDct.TransformConstant(dc, 3, constant, 8);
            Assert.Equal(constant, whole);
        }
    }

    /// <summary>ITU-T T.81, A.3.3, with the level shift.</summary>
    private static double Definition(short[] coefficients, int[] steps, int x, int y)
    {
        double sum = 0;
        for (int v = 0; v < 8; v++)
        {
            for (int u = 0; u < 8; u++)
            {
                double scale = (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1) / 4;
                sum += scale * coefficients[(v * 8) + u] * steps[(v * 8) + u]
                    * Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * Math.Cos(((2 * y) + 1) * v * Math.PI / 16);
            }
        }

        return sum + 128;
    }
}
