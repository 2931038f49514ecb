using RsdtrEdge.Compressor.Training.Data;

namespace RsdtrEdge.Compressor.Tests.Training.Data;

public sealed class PaletteTests
{
    [Fact]
    public void Two_hundred_and_fifty_six_numbers_come_back_bit_for_bit_and_one_more_does_not_fit()
    {
        // Negative zero and NaN among them: bits count, not values.
        float[] values = [.. Enumerable.Range(0, 253).Select(i => i / 255f), -0f, float.NaN, float.MinValue];
        Palette palette = new();
        byte[] codes = new byte[values.Length];
        Assert.True(palette.TryEncode(values, codes));
        Assert.True(palette.TryEncode([values[7], values[255]], new byte[2]));
        float[] decoded = new float[values.Length];
        palette.Decode(codes, decoded);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), decoded.Select(BitConverter.SingleToInt32Bits));
        Assert.False(palette.TryEncode([2f], new byte[1]));
    }
}
