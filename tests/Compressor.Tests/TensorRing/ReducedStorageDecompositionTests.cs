using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Runtime.Diagnostics;
using static RsdtrEdge.Compressor.Tests.TensorRing.SeededKernels;

namespace RsdtrEdge.Compressor.Tests.TensorRing;

public sealed class ReducedStorageDecompositionTests
{
    // The resolution of float32.
    private const double Float32Rounding = 1.1920929e-7;

    private static readonly double[] _errors = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999];

    public static TheoryData<KernelShape> Shapes => [.. OddShapes];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_error_is_at_most_the_prescribed_and_the_reported_one_is_the_true_one(KernelShape shape)
    {
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            foreach (double scale in (double[])[1, 1e-30, 1e30])
            {
                float[] kernel = Of(kind, shape, seed: 1, scale);
                foreach (double prescribed in scale == 1 ? _errors : [0.3])
                {
                    RingDecomposition found = ReducedStorageDecomposition.Decompose(kernel, shape, prescribed);
                    double error = TensorRingAssert.RelativeError(kernel, found.Kernel);
                    Assert.Equal(shape, found.Kernel.Shape);
                    Assert.True(error <= prescribed, $"{kind} {shape} x {scale}: relative error {error} > {prescribed}.");
                    Assert.Equal(error, found.RelativeError, Float32Rounding);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Without_an_error_the_kernel_comes_back_to_float32_rounding(KernelShape shape)
    {
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            foreach (double scale in (double[])[1, 1e-30, 1e30])
            {
                float[] kernel = Of(kind, shape, seed: 2, scale);
                RingDecomposition found = ReducedStorageDecomposition.Decompose(kernel, shape, relativeError: 0);
                Assert.InRange(TensorRingAssert.RelativeError(kernel, found.Kernel), 0, Float32Rounding);
                Assert.InRange(found.RelativeError, 0, Float32Rounding);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Zeros_become_a_ring_of_ranks_one_without_error(KernelShape shape)
    {
        foreach (double prescribed in (double[])[0, 0.5])
        {
            RingDecomposition found = ReducedStorageDecomposition.Decompose(new float[shape.Size], shape, prescribed);
            Assert.Equal(new RingRanks(1, 1, 1, 1), found.Kernel.Ranks);
            Assert.Equal(0, found.RelativeError);
            Assert.All(found.Kernel.Reconstruct(), number => Assert.Equal(0, number));
            Assert.All(found.Kernel.Cores.SelectMany(core => core.Data), number => Assert.True(double.IsFinite(number)));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_constant_kernel_is_a_ring_of_ranks_one(KernelShape shape)
    {
        RingDecomposition found = ReducedStorageDecomposition.Decompose(Of(Kind.Constant, shape, seed: 0), shape, 0.01);
        Assert.Equal(new RingRanks(1, 1, 1, 1), found.Kernel.Ranks);
        Assert.Equal(shape.OutputChannels + shape.InputChannels + shape.Height + shape.Width, found.Kernel.Storage);
    }

    // Unfoldings of rank one in many dimensions: all but one eigenvalue of their Gram matrices are rounding.
    [Theory]
    [InlineData(65, 130, 3, 3)]
    [InlineData(200, 3, 1, 1)]
    public void A_wide_kernel_of_rank_one_is_a_ring_of_ranks_one(int outputs, int inputs, int height, int width)
    {
        KernelShape shape = new(outputs, inputs, height, width);
        RingRanks one = new(1, 1, 1, 1);
        float[] kernel = [.. Ring(shape, one, seed: 9).Reconstruct().Select(number => (float)number)];
        RingDecomposition found = ReducedStorageDecomposition.Decompose(kernel, shape, 1e-4);
        Assert.Equal(one, found.Kernel.Ranks);
        Assert.InRange(TensorRingAssert.RelativeError(kernel, found.Kernel), 0, Float32Rounding);
    }

    [Fact]
    public void A_kernel_with_a_single_element_stays_itself()
    {
        RingDecomposition found = ReducedStorageDecomposition.Decompose([-3.5f], new KernelShape(1, 1, 1, 1), 0.5);
        Assert.Equal([-3.5], found.Kernel.Reconstruct());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_largest_error_needs_no_more_storage_than_none(KernelShape shape)
    {
        // Greater errors allow smaller ranks at each truncation, but a rank with fewer divisors may cost a little:
        // only the ends are certain.
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            float[] kernel = Of(kind, shape, seed: 3);
            long most = ReducedStorageDecomposition.Decompose(kernel, shape, 0).Kernel.Storage;
            long least = ReducedStorageDecomposition.Decompose(kernel, shape, 0.999).Kernel.Storage;
            Assert.InRange(least, shape.OutputChannels + shape.InputChannels + shape.Height + shape.Width, most);
        }
    }

    // A kernel whose modes are turned has the same four unfoldings under other shift numbers, so the least storage is the
    // same to the number; ties between shifts may fall differently, so the cores need not be the same.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Turning_the_modes_does_not_change_the_storage(KernelShape shape)
    {
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            float[] kernel = Of(kind, shape, seed: 4);
            KernelShape sizes = shape;
            long storage = ReducedStorageDecomposition.Decompose(kernel, sizes, 0.4).Kernel.Storage;
            for (int turn = 1; turn < KernelShape.Modes; turn++)
            {
                (kernel, sizes) = FirstModeLast(kernel, sizes);
                Assert.Equal(storage, ReducedStorageDecomposition.Decompose(kernel, sizes, 0.4).Kernel.Storage);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Threads_do_not_change_a_bit(KernelShape shape)
    {
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            float[] kernel = Of(kind, shape, seed: 5);
            RingDecomposition one = ReducedStorageDecomposition.Decompose(kernel, shape, 0.3, threads: 1);
            for (int run = 0; run < 3; run++)
            {
                RingDecomposition four = ReducedStorageDecomposition.Decompose(kernel, shape, 0.3, threads: 4);
                Assert.Equal((one.Shift, one.RelativeError), (four.Shift, four.RelativeError));
                for (int mode = 0; mode < KernelShape.Modes; mode++)
                {
                    Assert.Equal(one.Kernel.Cores[mode].Data, four.Kernel.Cores[mode].Data);
                }
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_a_coded_error(float bad)
    {
        float[] kernel = Of(Kind.Noise, new KernelShape(3, 2, 3, 3), seed: 6);
        kernel[17] = bad;
        RsdtrException error = Assert.Throws<RsdtrException>(
            () => ReducedStorageDecomposition.Decompose(kernel, new KernelShape(3, 2, 3, 3), 0.5));
        Assert.Equal("RSDTR1006", error.Diagnostic.Descriptor.Id);
        Assert.Contains("element 17", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(53)]
    [InlineData(55)]
    public void A_count_of_numbers_that_is_not_that_of_the_shape_is_refused(int count)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ReducedStorageDecomposition.Decompose(new float[count], new KernelShape(3, 2, 3, 3), 0.5));
        Assert.Equal("kernel", error.ParamName);
        Assert.Contains("54", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_error_outside_its_range_is_refused(double relativeError) =>
        Assert.Equal(
            "relativeError",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => ReducedStorageDecomposition.Decompose(new float[54], new KernelShape(3, 2, 3, 3), relativeError)).ParamName);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_cancelled_search_stops(int threads)
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        KernelShape shape = new(8, 8, 3, 3);
        Assert.ThrowsAny<OperationCanceledException>(() => ReducedStorageDecomposition.Decompose(
            Of(Kind.Noise, shape, seed: 7), shape, 0.5, threads, cancelled.Token));
    }

    [Fact]
    public void A_search_is_cancelled_between_its_steps()
    {
        using CancellationTokenSource cancellation = new();
        KernelShape shape = new(8, 8, 3, 3);
        ReducedStorageSearch search = new(Of(Kind.Noise, shape, seed: 8), shape, cancellation.Token);
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => search.FindLeast(0.5));
    }
}
