using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Schedules;

namespace RsdtrEdge.Benchmarks.Tests.TrainedNetworks;

/// <summary>Both networks, a few channels wide, on images of one colour each: ten colours, ten classes.</summary>
public sealed class TrainingFromScratchTests : IDisposable
{
    private const int Images = 200;
    private const int Plane = 32 * 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vgg16-w4")]
    [InlineData("resnet18-w4")]
    public void Training_lowers_the_loss_and_gives_the_same_bytes_on_any_number_of_threads(string name)
    {
        OnnxModel network = RandomWeights.Draw(TrainedNetwork.Parse(name).Build(), seed: 1);
        string data = Save();
        FineTuningResult one = FineTuner.Run(network, teacher: null, Options(data, threads: 1));
        Assert.Empty(one.Report.NotTrained);
        Assert.All(one.Report.Epochs, epoch => Assert.Equal(0, epoch.Skipped));
        Assert.True(one.Report.Epochs[^1].Loss < one.Report.Epochs[0].Loss);

        FineTuningResult two = FineTuner.Run(network, teacher: null, Options(data, threads: 2));
        Assert.Equal(one.Report.Epochs.Select(epoch => (epoch.Loss, epoch.HeldOut.Top1)), two.Report.Epochs.Select(epoch => (epoch.Loss, epoch.HeldOut.Top1)));
        Assert.Equal(InferenceForm.Of(one.Model!).Proto, InferenceForm.Of(two.Model!).Proto);
    }

    private static FineTuningOptions Options(string data, int threads) => new()
    {
        Data = data,
        UseLabels = true,
        Normalization = NormalizationStatistics.Batch,
        Epochs = 5,
        // Parts of eight images, by which the layers behind four poolings are normalized, too.
        BatchSize = 32,
        Rate = 0.05,
        Schedule = ScheduleKind.OneCycle,
        Clip = 0,
        HeldOutShare = 0.2,
        Flip = false,
        Shift = 0,
        Threads = threads,
    };

    // Each plane is at -1, 0 or 1, the digits of the class to the base of 3, and has a little noise.
    private string Save()
    {
        float[] samples = ModelRunner.Noise(7, Images * 3 * Plane);
        for (int i = 0; i < samples.Length; i++)
        {
            int image = i / (3 * Plane);
            int colour = image % TrainedNetwork.Classes;
            int plane = i / Plane % 3;
            int level = plane switch { 0 => colour % 3, 1 => colour / 3 % 3, _ => colour / 9 } - 1;
            samples[i] = level + (0.2f * samples[i]);
        }

        return LabelledArrays.Save(_folder.File("colours.npz"), samples, [.. Enumerable.Range(0, Images).Select(image => image % TrainedNetwork.Classes)], 3, 32, 32);
    }
}
