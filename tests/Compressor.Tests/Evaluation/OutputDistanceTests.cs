using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Evaluation;

public sealed class OutputDistanceTests
{
    [Fact]
    public void The_error_is_the_norm_of_the_difference_over_that_of_the_original() =>
        // sqrt(0 + 9) / sqrt(9 + 16)
        Assert.Equal(3.0 / 5, Error([3f, 4f], [3f, 1f]), 12);

    [Fact]
    public void Several_inputs_count_as_one_long_output()
    {
        OutputDistance distance = new();
        Add<float>(distance, [1, 2], [1, 2]);
        Add<float>(distance, [2, 4], [2, 1]);
        // sqrt(9) / sqrt(1 + 4 + 4 + 16)
        Assert.Equal(3.0 / 5, distance.RelativeError!.Value, 12);
    }

    [Fact]
    public void Integers_and_booleans_have_a_distance_too()
    {
        Assert.Equal(3.0 / 5, Error<long>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<int>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<short>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<sbyte>([3, -4], [3, -1]), 12);
        Assert.Equal(3.0 / 5, Error<ulong>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<uint>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<ushort>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<byte>([3, 4], [3, 1]), 12);
        Assert.Equal(3.0 / 5, Error<double>([3, 4], [3, 1]), 12);
        Assert.Equal(Math.Sqrt(0.5), Error<bool>([true, true], [true, false]), 12);
    }

    [Fact]
    public void An_original_of_zeros_is_met_wholly_or_not_at_all()
    {
        Assert.Equal(0, Error([0f, 0f], [0f, 0f]));
        Assert.Equal(1, Error([0f, 0f], [0f, 0.25f]));
        Assert.Equal(0, new OutputDistance().RelativeError);
    }

    [Fact]
    public void Everything_is_different_in_an_output_of_another_shape()
    {
        OutputDistance distance = new();
        using Tensor before = Tensor.Create<float>([3f, 4f], 1, 2);
        using Tensor after = Tensor.Create<float>([3f, 4f, 5f], 1, 3);
        distance.Add(before, after);
        // What is lost and what is there instead: sqrt((9 + 16 + 9 + 16 + 25) / (9 + 16)).
        Assert.Equal(Math.Sqrt(3), distance.RelativeError!.Value, 12);
    }

    [Fact]
    public void Detections_where_the_original_has_none_are_an_error()
    {
        OutputDistance distance = new();
        using Tensor none = Tensor.Create<float>([], 0, 2);
        using Tensor boxes = Tensor.Create<float>([3f, 4f], 1, 2);
        distance.Add(none, none);
        Assert.Equal(0, distance.RelativeError);
        distance.Add(none, boxes);
        Assert.Equal(1, distance.RelativeError);
        // With an image on which both find the same: sqrt(25 / 25). With one on which nothing is left of a box: sqrt(50 / 50).
        distance.Add(boxes, boxes);
        Assert.Equal(1, distance.RelativeError!.Value, 12);
        distance.Add(boxes, none);
        Assert.Equal(1, distance.RelativeError.Value, 12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_equal_or_infinitely_far(float number)
    {
        Assert.Equal(3.0 / 5, Error([number, 3f, 4f], [number, 3f, 1f]), 12);
        Assert.Equal(0, Error([number], [number]));
        Assert.Equal(double.PositiveInfinity, Error([1f, 2f], [1f, number]));
        Assert.Equal(double.PositiveInfinity, Error([1f, number], [1f, 2f]));
        Assert.Equal(double.PositiveInfinity, Error([0f], [number]));
    }

    private static double Error<T>(T[] before, T[] after)
        where T : unmanaged
    {
        OutputDistance distance = new();
        Add(distance, before, after);
        return distance.RelativeError!.Value;
    }

    private static void Add<T>(OutputDistance distance, T[] before, T[] after)
        where T : unmanaged
    {
        using Tensor x = Tensor.Create<T>(before, before.Length);
        using Tensor y = Tensor.Create<T>(after, after.Length);
        distance.Add(x, y);
    }
}
