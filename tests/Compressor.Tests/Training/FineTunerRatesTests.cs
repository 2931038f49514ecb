using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Schedules;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>That what is asked for reaches each step, and ends the run.</summary>
public sealed class FineTunerRatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<StepRates> _rates = [];
    private readonly string _data;

    public FineTunerRatesTests()
    {
        _data = _folder.File("noise.npy");
        NpyWriter.Save(_data, ModelRunner.Noise(seed: 4, 40 * 3), 40, 3, 1, 1);
    }

    public void Dispose() => _folder.Dispose();

    // 30 images to train with: four steps an epoch.
    private FineTuningOptions Options => new() { Data = _data, Epochs = 4, BatchSize = 8, Rate = 0.1, Flip = false, Shift = 0, HeldOutShare = 0.25, Threads = 1 };

    [Fact]
    public void Decay_clip_and_average_are_those_of_each_step()
    {
        Run(Options with { WeightDecay = 0.25, Clip = 3, AverageDecay = 0.0625 });
        Assert.Equal(16, _rates.Count);
        // The average's share begins at a tenth, which is more.
        Assert.All(_rates, rates => Assert.Equal((0.25f, 3f, 0.0625f), (rates.WeightDecay, rates.ClipNorm, rates.AverageDecay)));
        _rates.Clear();
        Run(Options);
        Assert.All(_rates, rates => Assert.Equal((1e-4f, 2f, 0f), (rates.WeightDecay, rates.ClipNorm, rates.AverageDecay)));
    }

    [Fact]
    public void The_rate_follows_the_schedule_that_is_asked_for_over_the_whole_run()
    {
        Run(Options with { Schedule = ScheduleKind.OneCycle });
        // From a 25th up to the rate after three tenths (4.5 of 15 steps), and down to a ten-thousandth of that 25th.
        Assert.Equal(0.004f, _rates[0].LearningRate, 1e-9f);
        Assert.InRange(_rates.Max(rates => rates.LearningRate), 0.09f, 0.1f);
        Assert.Contains(_rates.MaxBy(rates => rates.LearningRate), _rates[4..6]);
        Assert.Equal(4e-7f, _rates[^1].LearningRate, 1e-12f);
        _rates.Clear();
        Run(Options);
        Assert.Equal(0.1f, _rates[0].LearningRate);
        Assert.Equal(0.1f, _rates.Max(rates => rates.LearningRate));
    }

    [Fact]
    public void The_run_ends_behind_as_many_epochs_without_gain_as_are_asked_for()
    {
        // The teacher itself cannot gain.
        FineTuningReport report = Run(Options with { Epochs = 9, Patience = 2 }, start: LinearTask.Teacher);
        Assert.Equal((FineTuningEnd.StoppedEarly, 2), (report.End, report.Epochs.Count));
        report = Run(Options with { Epochs = 9 }, start: LinearTask.Teacher);
        Assert.Equal((FineTuningEnd.Finished, 9), (report.End, report.Epochs.Count));
    }

    private FineTuningReport Run(FineTuningOptions options, float[]? start = null)
    {
        OnnxModel network = LinearEngine.Network(start ?? [0.5f, 0, 0, 0, 0.5f, 0], LinearTask.Classes);
        return FineTuner.Run(network, LinearEngine.Network(LinearTask.Teacher, LinearTask.Classes), options, Create).Report;
    }

    private LinearEngine Create(OnnxModel network, OnnxModel? teacher, EngineSettings settings) =>
        new(LinearEngine.WeightsOf(network), LinearEngine.WeightsOf(teacher!), LinearTask.Classes, settings.BatchSize)
        {
            Heard = (_, _, rates) => _rates.Add(rates),
            Origin = network,
        };
}
