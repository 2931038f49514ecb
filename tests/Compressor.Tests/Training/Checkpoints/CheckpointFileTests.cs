using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Checkpoints;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Training.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private static readonly RunIdentity Identity = RunIdentity.Of(("network", "abc"), ("rate", 0.1), ("teacher", null));

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("run.checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_comes_back_bit_for_bit()
    {
        TrainingCheckpoint written = Checkpoint();
        CheckpointFile.Write(Path, Identity, written);
        TrainingCheckpoint read = CheckpointFile.Read(Path, Identity)!;
        Assert.Equal((written.Epoch, written.Batch, written.Sums, written.Before, written.BestEpoch), (read.Epoch, read.Batch, read.Sums, read.Before, read.BestEpoch));
        Assert.Equal(written.History, read.History);
        Assert.Equal(written.Best!.Proto, read.Best!.Proto);
        Assert.Equal(written.State.Steps, read.State.Steps);
        Assert.Equal(
            written.State.Vectors.OrderBy(vector => vector.Key).Select(vector => (vector.Key, string.Join(' ', vector.Value.Select(BitConverter.SingleToInt32Bits)))),
            read.State.Vectors.OrderBy(vector => vector.Key).Select(vector => (vector.Key, string.Join(' ', vector.Value.Select(BitConverter.SingleToInt32Bits)))));
        // The same bytes for the same run, and no other file left.
        byte[] bytes = File.ReadAllBytes(Path);
        CheckpointFile.Write(Path, Identity, read);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
        Assert.Single(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void A_run_without_a_best_network_has_none_afterwards()
    {
        CheckpointFile.Write(Path, Identity, Checkpoint() with { Best = null, BestEpoch = 0 });
        Assert.Null(CheckpointFile.Read(Path, Identity)!.Best);
    }

    [Fact]
    public void Where_there_is_no_file_there_is_no_checkpoint() => Assert.Null(CheckpointFile.Read(Path, Identity));

    [Fact]
    public void Any_changed_byte_is_found()
    {
        CheckpointFile.Write(Path, Identity, Checkpoint());
        byte[] bytes = File.ReadAllBytes(Path);
        for (int i = 0; i < bytes.Length; i += 37)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            File.WriteAllBytes(Path, changed);
            Expect.Error(TrainingDiagnostics.CheckpointUnreadable, () => CheckpointFile.Read(Path, Identity));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    public void So_is_a_file_that_was_cut_short(int length)
    {
        CheckpointFile.Write(Path, Identity, Checkpoint());
        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..length]);
        RsdtrException exception = Expect.Error(TrainingDiagnostics.CheckpointUnreadable, () => CheckpointFile.Read(Path, Identity), "delete it");
        Assert.Equal(Path, exception.Diagnostic.File);
    }

    [Fact]
    public void Another_version_is_told_apart()
    {
        CheckpointFile.Write(Path, Identity, Checkpoint());
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[7]++;
        File.WriteAllBytes(Path, bytes);
        Expect.Error(TrainingDiagnostics.CheckpointUnreadable, () => CheckpointFile.Read(Path, Identity), "version");
    }

    [Fact]
    public void Another_run_is_refused_with_the_first_difference()
    {
        CheckpointFile.Write(Path, Identity, Checkpoint());
        Expect.Error(
            TrainingDiagnostics.CheckpointOfAnotherRun,
            () => CheckpointFile.Read(Path, RunIdentity.Of(("network", "abc"), ("rate", 0.2), ("teacher", "def"))), "rate was 0.1 and is 0.2");
        Expect.Error(
            TrainingDiagnostics.CheckpointOfAnotherRun,
            () => CheckpointFile.Read(Path, RunIdentity.Of(("network", "abc"), ("rate", 0.1), ("teacher", "def"))), "teacher was none and is def");
        Expect.Error(
            TrainingDiagnostics.CheckpointOfAnotherRun, () => CheckpointFile.Read(Path, RunIdentity.Of(("network", "abc"), ("rate", 0.1))), "another version");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => CheckpointFile.Write(_folder.File("absent/run"), Identity, Checkpoint()));
        Assert.Same(ToolDiagnostics.OutputUnwritable, exception.Diagnostic.Descriptor);
    }

    private static TrainingCheckpoint Checkpoint()
    {
        HeldOutFigures figures = new(5, null, 1 / 3.0, double.PositiveInfinity, 0.1);
        return new TrainingCheckpoint(
            new TrainingState(41, new Dictionary<string, float[]> { ["parameters"] = ModelRunner.Noise(1, 33), ["momentum"] = [float.NaN, -0f, float.Epsilon] }),
            Epoch: 2, Batch: 7, new EpochSums(6, 1, 1, 0.1 + 0.2, 1e-300, 12.5), figures,
            [new EpochFigures(1, 9, 0, 1 / 7.0, null, 0.005f, figures, true, 1234.5, 8), new EpochFigures(2, 9, 3, null, 2, 0.0025f, figures, false, 1.5, 3)],
            BestEpoch: 1, LinearEngine.Network([1, 2, 3, 4], 2));
    }
}
