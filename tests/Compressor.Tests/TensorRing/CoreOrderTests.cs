using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

/// <summary>The orders in which a core's numbers are stored.</summary>
public sealed class CoreOrderTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 0, 1)]
    [InlineData(1, 2, 0)]
    public void A_core_that_is_written_and_read_in_one_order_is_itself(params int[] order)
    {
        RingCore core = new(2, 3, 4, [.. Enumerable.Range(0, 24).Select(i => (double)i)]);
        RingCore read = CoreOrder.Read(2, 3, 4, order, CoreOrder.Write(core, order));
        Assert.Equal(core.Data, read.Data);
    }

    [Fact]
    public void The_first_index_of_an_order_is_the_slowest()
    {
        // G(a, n, b) = 10 a + n of a core 2 x 2 x 1; mode first: n = 0 of a = 0 and 1, then n = 1.
        RingCore core = new(2, 2, 1, [0, 1, 10, 11]);
        Assert.Equal([0f, 10, 1, 11], CoreOrder.Write(core, [1, 2, 0]));
    }
}
