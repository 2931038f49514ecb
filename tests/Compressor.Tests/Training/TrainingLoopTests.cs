using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Training;

public sealed class TrainingLoopTests
{
    [Fact]
    public void All_images_are_trained_with_in_each_epoch_at_the_rates_of_the_plan()
    {
        List<StepRates> rates = [];
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Heard = (_, _, step) => rates.Add(step) };
        TrainingPlan plan = LinearTask.Plan(epochs: 4) with { WeightDecay = 0.5f, ClipNorm = 3 };
        LinearTask task = new();
        TrainingOutcome outcome = task.Loop(engine, plan).Run(CancellationToken.None);

        Assert.Equal(4 * LinearTask.StepsPerEpoch, engine.Calls);
        Assert.Equal(Enumerable.Range(0, 12).Select(step => new StepRates(plan.Rates.At(step), 0.5f, 3, 0)), rates);
        Assert.Equal([1, 2, 3, 4], outcome.Epochs.Select(epoch => epoch.Epoch));
        Assert.All(outcome.Epochs, epoch => Assert.Equal((LinearTask.StepsPerEpoch, 0), (epoch.Steps, epoch.Skipped)));
        Assert.True(outcome.After.OutputError < outcome.Before.OutputError / 2);
        Assert.False(outcome.WasCancelled || outcome.HasStoppedEarly);
    }

    [Fact]
    public void A_run_that_goes_on_from_any_of_its_checkpoints_comes_to_the_same_bits()
    {
        LinearTask task = new();
        TrainingPlan plan = LinearTask.Plan(epochs: 3) with { CheckpointInterval = TimeSpan.Zero };
        LinearEngine whole = LinearTask.NewEngine();
        TrainingOutcome expected = task.Loop(whole, plan).Run(CancellationToken.None);
        // One behind each step, one behind each epoch.
        Assert.Equal(3 * (LinearTask.StepsPerEpoch + 1), task.Saved.Count);

        foreach (Compressor.Training.Checkpoints.TrainingCheckpoint checkpoint in task.Saved.ToArray())
        {
            LinearEngine resumed = LinearTask.NewEngine();
            TrainingOutcome outcome = task.Loop(resumed, plan).Resume(checkpoint).Run(CancellationToken.None);
            Assert.Equal(whole.Weights, resumed.Weights);
            Assert.Equal(LinearEngine.WeightsOf(expected.Best!), LinearEngine.WeightsOf(outcome.Best!));
            Assert.Equal(expected.Epochs.Select(WithoutTimes), outcome.Epochs.Select(WithoutTimes));
            Assert.Equal((expected.BestEpoch, expected.Before), (outcome.BestEpoch, outcome.Before));
        }
    }

    [Fact]
    public void Batches_that_are_prepared_ahead_change_nothing()
    {
        LinearTask task = new();
        LinearEngine ahead = LinearTask.NewEngine();
        LinearEngine inTurn = LinearTask.NewEngine();
        task.Loop(ahead, LinearTask.Plan(epochs: 2), ahead: 3).Run(CancellationToken.None);
        task.Loop(inTurn, LinearTask.Plan(epochs: 2), ahead: 0).Run(CancellationToken.None);
        Assert.Equal(inTurn.Weights, ahead.Weights);
    }

    [Fact]
    public void The_best_network_is_kept_whatever_comes_behind_it()
    {
        double[] errors = [1, 0.5, 0.2, 0.7, 0.3];
        int judged = 0;
        List<float[]> networks = [];
        LinearTask task = new()
        {
            Judge = model =>
            {
                networks.Add(LinearEngine.WeightsOf(model));
                return LinearTask.Error(errors[judged++]);
            },
        };
        TrainingOutcome outcome = task.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 4)).Run(CancellationToken.None);
        Assert.Equal((2, 0.2), (outcome.BestEpoch, outcome.After.OutputError));
        Assert.Equal(networks[2], LinearEngine.WeightsOf(outcome.Best!));
        Assert.Equal([true, true, false, false], outcome.Epochs.Select(epoch => epoch.IsBest));
    }

    [Fact]
    public void Where_nothing_is_better_than_the_beginning_there_is_no_network()
    {
        LinearTask task = new() { Judge = _ => LinearTask.Error(0.5) };
        TrainingOutcome outcome = task.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 2)).Run(CancellationToken.None);
        Assert.Null(outcome.Best);
        Assert.Equal(outcome.Before, outcome.After);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    public void The_run_ends_early_where_there_is_no_gain(int patience, int epochs)
    {
        // Gains in the first two epochs, none behind them.
        double[] errors = [1, 0.5, 0.25, 0.25, 0.3, 0.4];
        int judged = 0;
        LinearTask task = new() { Judge = _ => LinearTask.Error(errors[judged++]) };
        TrainingOutcome outcome = task.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 5) with { Patience = patience }).Run(CancellationToken.None);
        Assert.Equal((epochs, 2), (outcome.Epochs.Count, outcome.BestEpoch));
        Assert.Equal(epochs < 5, outcome.HasStoppedEarly);
    }

    [Fact]
    public void A_cancelled_run_keeps_the_best_and_goes_on_to_the_same_bits()
    {
        LinearTask task = new();
        LinearEngine whole = LinearTask.NewEngine();
        task.Loop(whole, LinearTask.Plan(epochs: 3)).Run(CancellationToken.None);
        task.Saved.Clear();

        using CancellationTokenSource stop = new();
        LinearEngine stopped = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize)
        {
            // During the second step of the second epoch, which is still done to its end.
            Heard = (call, _, _) =>
            {
                if (call == LinearTask.StepsPerEpoch + 1)
                {
                    stop.Cancel();
                }
            },
        };
        TrainingOutcome outcome = task.Loop(stopped, LinearTask.Plan(epochs: 3)).Run(stop.Token);
        Assert.True(outcome.WasCancelled);
        Assert.Equal((1, LinearTask.StepsPerEpoch + 2), (outcome.BestEpoch, stopped.Calls));
        Assert.NotNull(outcome.Best);
        Assert.Equal((1, 2), (task.Saved[^1].Epoch, task.Saved[^1].Batch));

        LinearEngine resumed = LinearTask.NewEngine();
        task.Loop(resumed, LinearTask.Plan(epochs: 3)).Resume(task.Saved[^1]).Run(CancellationToken.None);
        Assert.Equal(whole.Weights, resumed.Weights);
    }

    [Fact]
    public void A_run_that_is_cancelled_while_it_is_judged_judges_again()
    {
        using CancellationTokenSource stop = new();
        int judged = 0;
        LinearTask task = new()
        {
            Judge = model =>
            {
                if (++judged == 3)
                {
                    stop.Cancel();
                    stop.Token.ThrowIfCancellationRequested();
                }

                return LinearTask.Distance(model);
            },
        };
        TrainingOutcome outcome = task.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 2)).Run(stop.Token);
        Assert.True(outcome.WasCancelled);
        Assert.Equal((1, LinearTask.StepsPerEpoch), (task.Saved[^1].Epoch, task.Saved[^1].Batch));
        LinearEngine resumed = LinearTask.NewEngine();
        outcome = task.Loop(resumed, LinearTask.Plan(epochs: 2)).Resume(task.Saved[^1]).Run(CancellationToken.None);
        Assert.Equal((0, 2), (resumed.Calls, outcome.Epochs.Count));
    }

    [Fact]
    public void Steps_that_find_nothing_finite_are_skipped_and_counted()
    {
        LinearTask task = new();
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Fails = call => call is 1 or 3 or 4 or 5 };
        TrainingOutcome outcome = task.Loop(engine, LinearTask.Plan(epochs: 2)).Run(CancellationToken.None);
        Assert.Equal([(2, 1), (0, 3)], outcome.Epochs.Select(epoch => (epoch.Steps, epoch.Skipped)));
        Assert.NotNull(outcome.Epochs[0].Loss);
        Assert.Null(outcome.Epochs[1].Loss);
        // What the first epoch gained is kept beside the error that the last one is.
        Assert.Equal((1, TrainingDiagnostics.Diverged), (outcome.BestEpoch, outcome.Failure?.Diagnostic.Descriptor));
    }

    [Fact]
    public void Too_many_of_them_in_a_row_are_an_error()
    {
        LinearTask task = new() { Judge = _ => LinearTask.Error(0.5) };
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Fails = call => call >= 2 };
        TrainingPlan plan = LinearTask.Plan(epochs: 9) with { MostSkippedInARow = 4 };
        Expect.Error(TrainingDiagnostics.Diverged, () => task.Loop(engine, plan).Run(CancellationToken.None), "epoch 3", "5 steps", ": lower --rate.");
        // Across epochs: two steps, then five that failed.
        Assert.Equal(7, engine.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_short_run_whose_last_epoch_found_nothing_finite_is_an_error(int finite)
    {
        // Two epochs of three steps never come to 21 in a row.
        LinearTask task = new() { Judge = _ => LinearTask.Error(0.5) };
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Fails = call => call >= finite };
        Expect.Error(TrainingDiagnostics.Diverged, () => task.Loop(engine, LinearTask.Plan(epochs: 2)).Run(CancellationToken.None), "3 steps", "last epoch, 2", ": lower --rate.");
        Assert.Equal(6, engine.Calls);

        // One finite step in it is training.
        engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Fails = call => call != 4 };
        Assert.Null(task.Loop(engine, LinearTask.Plan(epochs: 2)).Run(CancellationToken.None).Failure);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    public void What_to_do_is_what_the_caller_has(int mostSkipped)
    {
        LinearTask task = new() { Judge = _ => LinearTask.Error(0.5) };
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Fails = _ => true };
        TrainingPlan plan = LinearTask.Plan(epochs: 2) with { MostSkippedInARow = mostSkipped, Remedy = "train it elsewhere" };
        RsdtrException exception = Expect.Error(TrainingDiagnostics.Diverged, () => task.Loop(engine, plan).Run(CancellationToken.None), ": train it elsewhere.");
        Assert.DoesNotContain("--", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_behind_a_gain_leaves_the_gain()
    {
        LinearTask task = new();
        // One epoch of three steps, then nothing finite.
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Fails = call => call >= 3 };
        TrainingOutcome outcome = task.Loop(engine, LinearTask.Plan(epochs: 9) with { MostSkippedInARow = 4 }).Run(CancellationToken.None);
        Assert.Equal(TrainingDiagnostics.Diverged, outcome.Failure?.Diagnostic.Descriptor);
        Assert.Equal((1, false, false), (outcome.BestEpoch, outcome.HasStoppedEarly, outcome.WasCancelled));
        Assert.Equal(engine.Weights, LinearEngine.WeightsOf(outcome.Best!));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_gain()
    {
        RsdtrException full = new(ToolDiagnostics.OutputUnwritable, "full");
        LinearTask task = new() { OnSave = _ => throw full };
        TrainingOutcome outcome = task.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 2)).Run(CancellationToken.None);
        Assert.Equal((full, 1), (outcome.Failure, outcome.BestEpoch));
        Assert.NotNull(outcome.Best);

        // Nothing was gained: nothing to keep.
        LinearTask none = new() { OnSave = _ => throw full, Judge = _ => LinearTask.Error(0.5) };
        Expect.Error(ToolDiagnostics.OutputUnwritable, () => none.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 2)).Run(CancellationToken.None), "full");
    }

    [Fact]
    public void What_a_checkpoint_takes_is_no_time_of_steps()
    {
        Clock clock = new();
        LinearTask task = new() { Time = clock, OnSave = _ => clock.Now += 3600 };
        LinearEngine engine = new(new float[6], LinearTask.Teacher, LinearTask.Classes, LinearTask.BatchSize) { Heard = (_, _, _) => clock.Now += 2 };
        TrainingOutcome outcome = task.Loop(engine, LinearTask.Plan(epochs: 2) with { CheckpointInterval = TimeSpan.Zero }).Run(CancellationToken.None);
        Assert.All(outcome.Epochs, epoch => Assert.Equal(2.0 * LinearTask.StepsPerEpoch, epoch.Seconds));
    }

    [Fact]
    public void The_average_of_the_weights_is_judged_where_there_is_one()
    {
        LinearTask task = new();
        LinearEngine engine = LinearTask.NewEngine();
        TrainingOutcome outcome = task.Loop(engine, LinearTask.Plan(epochs: 1) with { AverageDecay = 0.9f }).Run(CancellationToken.None);
        Assert.Equal(engine.Capture().Vectors["average"], LinearEngine.WeightsOf(outcome.Best!));
        Assert.NotEqual(engine.Weights, LinearEngine.WeightsOf(outcome.Best!));
    }

    [Fact]
    public void The_share_that_the_average_keeps_rises_to_what_was_asked_for()
    {
        TrainingPlan plan = LinearTask.Plan(epochs: 1) with { AverageDecay = 0.9f };
        Assert.Equal(0.1f, plan.RatesAt(0).AverageDecay);
        Assert.Equal(0.5f, plan.RatesAt(8).AverageDecay);
        Assert.Equal(0.9f, plan.RatesAt(80).AverageDecay);
        Assert.Equal(0.9f, plan.RatesAt(100_000).AverageDecay);
        Assert.Equal(0f, (plan with { AverageDecay = 0 }).RatesAt(5).AverageDecay);
    }

    [Fact]
    public void Progress_tells_steps_epochs_and_figures()
    {
        LinearTask task = new();
        TrainingOutcome outcome = task.Loop(LinearTask.NewEngine(), LinearTask.Plan(epochs: 2)).Run(CancellationToken.None);
        Assert.Equal(outcome.Epochs, task.Heard.Where(heard => heard.Finished is not null).Select(heard => heard.Finished!));
        FineTuningProgress[] steps = [.. task.Heard.Where(heard => heard.Phase == FineTuningPhase.Train)];
        Assert.Equal([0, 1, 2, 3, 3, 4, 5, 6], steps.Select(heard => heard.Done));
        Assert.All(steps, heard => Assert.Equal((6, 2), (heard.Total, heard.Epochs)));
        Assert.Null(steps[0].Left);
        Assert.All(steps.Skip(1), heard => Assert.NotNull(heard.Left));
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }

    private static EpochFigures WithoutTimes(EpochFigures figures) => figures with { ImagesPerSecond = 0, Seconds = 0 };
}
