using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Tests.Profiles;

public sealed class StagePredictorTests
{
    [Fact]
    public void The_rest_of_a_network_is_its_time_without_its_stages()
    {
        StageShape[] shapes = [SyntheticMachine.Convolution(8, 8, 16), SyntheticMachine.FullyConnected(8, 4)];
        string rest = new('a', 32);
        StagePredictor predictor = new(
            new ThreadTimings
            {
                Threads = 1,
                NodeMicroseconds = 1,
                MebibyteMicroseconds = 1,
                Stages = [new StageTiming(shapes[0], 10), new StageTiming(shapes[1], 4)],
                Networks =
                [
                    new NetworkTiming(rest, 50, [new StageCount(shapes[0], 3), new StageCount(shapes[1], 1)]),
                    new NetworkTiming(new string('c', 32), 9, [new StageCount(shapes[0], 1)]),
                ],
            },
            "p");
        Assert.Equal(50 - (3 * 10) - 4, predictor.RestMicroseconds(rest)!.Value, 9);
        Assert.Equal(1, predictor.StageShare(rest));

        // The stage by itself took longer than the network that it is all of.
        Assert.Equal(9 - 10, predictor.RestMicroseconds(new string('c', 32))!.Value, 9);
        Assert.Equal(0.9, predictor.StageShare(new string('c', 32)), 9);

        Assert.Null(predictor.RestMicroseconds(new string('b', 32)));
        Assert.Equal(1, predictor.StageShare(new string('b', 32)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    public void From_a_few_stages_what_was_not_timed_is_as_good_as_an_estimate(int count)
    {
        SyntheticMachine machine = new(8, noise: 0.05);
        StagePredictor predictor = new(machine.Time(SyntheticMachine.Grid(8, 24).Take(count)), "x");
        Assert.Equal(0, predictor.Predict(SyntheticMachine.Grid(8, 24)[0]).RelativeError);
        Assert.True(predictor.Predict(SyntheticMachine.Convolution(16, 16, 32)).RelativeError >= 1);
    }

    private static readonly int[] s_timed = [8, 16, 20, 32, 48, 64, 96];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void The_block_of_channels_is_learned(int block)
    {
        SyntheticMachine machine = new(block, noise: 0.05);
        StagePredictor predictor = new(machine.Time(SyntheticMachine.Grid(12, 16, 18, 32, 40, 64, 100)), "x");
        Assert.Equal(block, predictor.BlockOf(SyntheticMachine.Convolution(64, 64, 16)));
    }

    [Fact]
    public void Stages_that_were_not_timed_are_predicted_within_the_noise()
    {
        SyntheticMachine machine = new(16, noise: 0.05);
        StagePredictor predictor = new(machine.Time(SyntheticMachine.Grid(s_timed)), "x");
        List<double> errors = [];
        int within = 0;
        foreach (StageShape shape in SyntheticMachine.Grid(18, 24, 36, 56, 80))
        {
            StagePrediction prediction = predictor.Predict(shape);
            double error = Math.Abs((prediction.Microseconds / machine.Microseconds(shape)) - 1);
            Assert.Equal(PredictionKind.Interpolated, prediction.Kind);
            errors.Add(error);
            within += error <= prediction.RelativeError ? 1 : 0;
        }

        errors.Sort();
        Assert.True(errors[errors.Count / 2] < 0.05, $"median {errors[errors.Count / 2]}");
        Assert.True(errors[^1] < 0.3, $"largest {errors[^1]}");

        // What is promised of half of the predictions holds for about half of them, or more.
        Assert.InRange(within / (double)errors.Count, 0.4, 0.95);
    }

    [Fact]
    public void Channels_between_two_blocks_cost_as_much_as_the_larger()
    {
        SyntheticMachine machine = new(16);
        StagePredictor predictor = new(machine.Time(SyntheticMachine.Grid(s_timed)), "x");
        double full = machine.Microseconds(SyntheticMachine.Convolution(64, 32, 16));
        Assert.Equal(full, predictor.Predict(SyntheticMachine.Convolution(64, 18, 16)).Microseconds, full * 0.15);
        Assert.Equal(full, predictor.Predict(SyntheticMachine.Convolution(64, 30, 16)).Microseconds, full * 0.15);
    }

    [Fact]
    public void What_was_timed_is_given_as_it_was_timed()
    {
        SyntheticMachine machine = new(16, noise: 0.3);
        ThreadTimings timings = machine.Time(SyntheticMachine.Grid(s_timed));
        StagePredictor predictor = new(timings, "x");
        Assert.All(timings.Stages, timing =>
            Assert.Equal(new StagePrediction(timing.Microseconds, 0, PredictionKind.Measured), predictor.Predict(timing.Shape)));
    }

    [Fact]
    public void A_dilation_of_a_single_offset_means_nothing()
    {
        StagePredictor predictor = new(new SyntheticMachine(16).Time(SyntheticMachine.Grid(s_timed)), "x");
        StageShape shape = SyntheticMachine.Convolution(32, 32, 16, 3, 1);
        Assert.Equal(PredictionKind.Measured, predictor.Predict(shape with { DilationWidth = 5 }).Kind);
        Assert.Equal(PredictionKind.Extrapolated, predictor.Predict(shape with { DilationHeight = 5 }).Kind);
    }

    [Fact]
    public void Blocks_of_channels_tell_the_layout_where_sums_take_no_time()
    {
        Assert.True(new StagePredictor(new SyntheticMachine(16).Time(SyntheticMachine.Grid(s_timed)), "x").FusesSums);
        Assert.True(new StagePredictor(new SyntheticMachine(8).Time(SyntheticMachine.Grid(s_timed)), "x").FusesSums);
        Assert.False(new StagePredictor(new SyntheticMachine(4).Time(SyntheticMachine.Grid(s_timed)), "x").FusesSums);
        Assert.False(new StagePredictor(new SyntheticMachine(16).Time(SyntheticMachine.Grid(16, 20)), "x").FusesSums);
    }

    [Fact]
    public void More_blocks_take_longer()
    {
        StagePredictor predictor = new(new SyntheticMachine(16, noise: 0.03).Time(SyntheticMachine.Grid(s_timed)), "x");
        double before = 0;
        for (int channels = 17; channels <= 400; channels += 16)
        {
            double now = predictor.Predict(SyntheticMachine.Convolution(channels, channels, 24)).Microseconds;
            Assert.True(now > before, $"{channels} channels");
            before = now;
        }
    }

    [Fact]
    public void Beyond_what_was_timed_the_formula_goes_on()
    {
        SyntheticMachine machine = new(16, noise: 0.02);
        StagePredictor predictor = new(machine.Time(SyntheticMachine.Grid(s_timed)), "x");
        StageShape[] beyond =
        [
            SyntheticMachine.Convolution(512, 512, 16), SyntheticMachine.Convolution(64, 64, 112), SyntheticMachine.Convolution(64, 64, 16, 5, 5),
            SyntheticMachine.Convolution(64, 64, 16, stride: 2), SyntheticMachine.Convolution(64, 64, 16, groups: 2),
        ];
        Assert.All(beyond, shape =>
        {
            StagePrediction prediction = predictor.Predict(shape);
            double truth = machine.Microseconds(shape);
            Assert.Equal(PredictionKind.Extrapolated, prediction.Kind);
            Assert.InRange(prediction.Microseconds, 0.6 * truth, 1.6 * truth);
            Assert.True(prediction.RelativeError > 0);
        });
    }

    [Fact]
    public void Nothing_is_faster_than_a_node()
    {
        ThreadTimings timings = new SyntheticMachine(1).Time(SyntheticMachine.Grid(s_timed)) with { NodeMicroseconds = 30 };
        StagePredictor predictor = new(timings, "x");
        Assert.Equal(30, predictor.Predict(SyntheticMachine.Convolution(1, 1, 1, 1, 1)).Microseconds);
        Assert.True(predictor.Predict(SyntheticMachine.Convolution(64, 128, 32)).Microseconds > 30);
    }

    [Fact]
    public void Kinds_of_stages_have_models_of_their_own()
    {
        // Fully connected layers of this machine are a hundred times as slow.
        SyntheticMachine machine = new(16);
        StageShape[] products = [.. from c in s_timed from t in s_timed select SyntheticMachine.FullyConnected(c * 8, t)];
        ThreadTimings timings = machine.Time([.. SyntheticMachine.Grid(s_timed), .. products]);
        timings = timings with
        {
            Stages = [.. timings.Stages.Select(timing => timing.Shape.Kind == StageKind.FullyConnected ? timing with { Microseconds = timing.Microseconds * 100 } : timing)],
        };
        StagePredictor predictor = new(timings, "x");
        foreach (StageShape shape in (StageShape[])[SyntheticMachine.FullyConnected(400, 40), SyntheticMachine.FullyConnected(600, 60)])
        {
            double truth = 100 * machine.Microseconds(shape);
            Assert.InRange(predictor.Predict(shape).Microseconds, 0.7 * truth, 1.4 * truth);
        }
    }

    [Fact]
    public void A_few_timings_are_enough_to_say_something()
    {
        SyntheticMachine machine = new(8);
        StagePredictor one = new(machine.Time([SyntheticMachine.Convolution(32, 32, 16)]), "x");
        StagePrediction prediction = one.Predict(SyntheticMachine.Convolution(64, 64, 16));
        Assert.Equal(PredictionKind.Extrapolated, prediction.Kind);
        Assert.InRange(prediction.Microseconds, SyntheticMachine.Overhead, 1e4);

        StagePredictor three = new(machine.Time([SyntheticMachine.Convolution(32, 32, 16), SyntheticMachine.Convolution(64, 64, 16), SyntheticMachine.Convolution(64, 64, 8)]), "x");
        Assert.True(double.IsFinite(three.Predict(SyntheticMachine.FullyConnected(64, 10)).Microseconds));
    }

    [Fact]
    public void The_same_timings_give_the_same_predictions()
    {
        ThreadTimings timings = new SyntheticMachine(16, noise: 0.2).Time(SyntheticMachine.Grid(s_timed));
        (StagePredictor first, StagePredictor second) = (new(timings, "x"), new(timings, "x"));
        Assert.All(SyntheticMachine.Grid(7, 33, 129), shape => Assert.Equal(first.Predict(shape), second.Predict(shape)));
    }

    [Fact]
    public void It_says_where_its_times_come_from()
    {
        ThreadTimings timings = new SyntheticMachine(4).Time(SyntheticMachine.Grid(16, 32));
        StagePredictor predictor = new(timings with { Threads = 4 }, "pi4.profile.json");
        Assert.Equal("profile pi4.profile.json, 4 threads", predictor.Source);
        Assert.Equal((4, false, SyntheticMachine.Overhead, 100), (predictor.Threads, predictor.IsEstimate, predictor.NodeMicroseconds, predictor.MebibyteMicroseconds));
        Assert.Equal("profile x, 1 thread", new StagePredictor(timings, "x").Source);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Times_that_are_none_are_refused(double microseconds)
    {
        ThreadTimings timings = new SyntheticMachine(4).Time(SyntheticMachine.Grid(16));
        Assert.Throws<ArgumentException>(() => new StagePredictor(timings with { Stages = [timings.Stages[0] with { Microseconds = microseconds }] }, "x"));
        Assert.Throws<ArgumentException>(() => new StagePredictor(timings with { Stages = [] }, "x"));
    }
}
