using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class MeasurementConditionsTests
{
    private static readonly double[] Steady = [.. Enumerable.Repeat(1.0, 100)];

    [Fact]
    public void A_steady_measurement_on_a_free_processor_is_not_void()
    {
        MeasurementConditions conditions = Conditions();
        Assert.Empty(conditions.FindVoidReasons(Steady));
        Assert.Null(conditions.Throttled);
    }

    [Fact]
    public void Throttling_between_the_readings_voids_it_and_is_named()
    {
        MeasurementConditions conditions = Conditions(before: new(0), after: new(0x40000));
        Assert.True(conditions.Throttled);
        Assert.Contains("throttled", Assert.Single(conditions.FindVoidReasons(Steady)), StringComparison.Ordinal);
        MeasurementConditions earlier = Conditions(before: new(0x40000), after: new(0x40000));
        Assert.False(earlier.Throttled);
        Assert.Empty(earlier.FindVoidReasons(Steady));
    }

    [Fact]
    public void A_share_of_a_processor_below_nine_tenths_voids_it_and_is_named()
    {
        Assert.Empty(Conditions(processorSeconds: 9).FindVoidReasons(Steady));
        Assert.Contains("89 %", Assert.Single(Conditions(processorSeconds: 8.9).FindVoidReasons(Steady)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.14, false)]
    [InlineData(1.16, true)]
    [InlineData(0.88, false)]
    [InlineData(0.86, true)]
    public void A_median_that_drifts_voids_it(double last, bool isVoid)
    {
        double[] samples = [.. Enumerable.Repeat(1.0, 25), .. Enumerable.Repeat(1.0, 50), .. Enumerable.Repeat(last, 25)];
        Assert.Equal(isVoid, !Conditions().FindVoidReasons(samples).IsEmpty);
    }

    [Fact]
    public void A_few_samples_are_too_few_to_speak_of_drift() => Assert.Empty(Conditions().FindVoidReasons([1, 2, 3, 4, 5, 6, 7, 8]));

    private static MeasurementConditions Conditions(ThrottlingState? before = null, ThrottlingState? after = null, double processorSeconds = 10) => new()
    {
        Board = new BoardInfo { Throttling = after },
        ThrottlingBefore = before,
        ProcessorTime = TimeSpan.FromSeconds(processorSeconds),
        ElapsedTime = TimeSpan.FromSeconds(10),
    };
}
