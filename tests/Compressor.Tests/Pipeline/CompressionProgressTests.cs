using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Tests.Pipeline;

public sealed class CompressionProgressTests : IDisposable
{
    private const int Images = 12;

    private readonly TemporaryFolder _folder = new();

    public CompressionProgressTests() =>
        NpyWriter.Save(_folder.File("noise.npy"), ModelRunner.Noise(seed: 3, Images * 3 * 16 * 16), Images, 3, 16, 16);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_phase_is_heard_of_from_its_beginning_to_its_end(bool hasImages)
    {
        List<CompressionProgress> heard = [];
        Compress(hasImages, heard.Add);
        IEnumerable<CompressionPhase> expected = Enum.GetValues<CompressionPhase>()
            .Where(phase => phase is not (CompressionPhase.Measure or CompressionPhase.FineTune) && (hasImages || phase != CompressionPhase.Calibrate));
        Assert.Equal(expected, heard.Select(progress => progress.Phase).Distinct());
        foreach (IGrouping<CompressionPhase, CompressionProgress> phase in heard.GroupBy(progress => progress.Phase))
        {
            Assert.Equal(phase.OrderBy(progress => progress.Done), phase);
            CompressionProgress last = phase.Last();
            Assert.True(last.Done == last.Total || last.Total == 1, $"{last} is the last that was heard of the phase.");
        }

        // Three quarters of the images steer, twice, and the rest judges.
        int Parts(CompressionPhase phase) => heard.Last(progress => progress.Phase == phase).Total;
        if (hasImages)
        {
            Assert.Equal(
                (Images, 18, 3), (Parts(CompressionPhase.Load), Parts(CompressionPhase.Calibrate), Parts(CompressionPhase.Verify)));
        }
    }

    [Fact]
    public void The_paper_method_goes_once_through_its_search_for_the_error()
    {
        List<CompressionProgress> heard = [];
        CompressionOptions options = new() { Budget = Budgets.OfOptions("70%"), Method = CompressionMethod.Paper, Threads = 1 };
        ModelCompressor.Compress(SmallNetworks.Residual(), options, new Listener(heard.Add));
        CompressionProgress[] search = [.. heard.Where(progress => progress.Phase == CompressionPhase.Candidates).Skip(1)];
        Assert.Equal(search.Select((_, index) => index + 1), search.Select(progress => progress.Done));
        Assert.InRange(search[^1].Done, search[0].Total * 7 / 8, search[0].Total);
        Assert.Single(search.Select(progress => progress.Total).Distinct());
    }

    [Theory]
    [InlineData(CompressionPhase.Load)]
    [InlineData(CompressionPhase.Calibrate)]
    [InlineData(CompressionPhase.Candidates)]
    [InlineData(CompressionPhase.Allocate)]
    [InlineData(CompressionPhase.Fit)]
    [InlineData(CompressionPhase.Verify)]
    public void Work_that_is_cancelled_in_a_phase_ends_in_it(CompressionPhase phase)
    {
        using CancellationTokenSource cancellation = new();
        CompressionProgress? last = null;
        Assert.ThrowsAny<OperationCanceledException>(() => Compress(
            hasImages: true,
            progress =>
            {
                last = progress;
                if (progress.Phase == phase)
                {
                    cancellation.Cancel();
                }
            },
            cancellation.Token));
        Assert.Equal(phase, last?.Phase);
        Assert.True(last?.Done < last?.Total, $"The work went on to {last}.");
    }

    private void Compress(bool hasImages, Action<CompressionProgress> hear, CancellationToken cancellation = default)
    {
        // With a limit on the file, too, whose allocator writes files.
        DeviceBudget budget = Budgets.OfFile("\"parameters\": \"60%\"", "\"modelBytes\": \"90%\"");
        CompressionOptions options = new() { Budget = budget, Calibration = hasImages ? _folder.File("noise.npy") : null, Threads = 1 };
        ModelCompressor.Compress(SmallNetworks.Residual(), options, new Listener(hear), cancellation);
    }

    private sealed class Listener(Action<CompressionProgress> hear) : IProgress<CompressionProgress>
    {
        public void Report(CompressionProgress value) => hear(value);
    }
}
