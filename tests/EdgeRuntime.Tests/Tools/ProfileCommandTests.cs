using System.Diagnostics;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary><c>rsdtr-edge profile</c> as its users start it.</summary>
public sealed class ProfileCommandTests : IDisposable
{
    private static readonly StageShape[] s_shapes =
    [
        new(StageKind.Convolution, 16, 8, 1, 3, 1, 1, 1, 1, 1, 8, 8, 8, 8),
        new(StageKind.FullyConnected, 16, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ];

    private readonly TemporaryFolder _folder = new();

    private string Profile => _folder.File("board.profile.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_stages_of_a_list_are_timed_for_each_number_of_threads_and_what_is_settled_is_kept_the_second_time()
    {
        string list = _folder.File("m.shapes.json");
        StageShapesFile.Write(list, new StageList([.. s_shapes]));
        string[] command = ["profile", "--shapes", list, "-o", Profile, "--threads", "1", "--threads", "2", "--seconds", "6"];
        (int code, string output, string error) = EdgeTool.Run(command);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("4 stages timed", output, StringComparison.Ordinal);
        Assert.Contains("GFLOP/s", output, StringComparison.Ordinal);
        Assert.Contains($"written to {Profile}", output, StringComparison.Ordinal);

        DeviceProfile profile = DeviceProfileFile.Read(Profile);
        Assert.Equal(OnnxRuntime.Current.Version, profile.OnnxRuntime);
        Assert.Equal([1, 2], profile.Timings.Select(timings => timings.Threads));
        Assert.All(profile.Timings, timings => Assert.Equal(s_shapes, timings.Stages.Select(stage => stage.Shape)));
        Assert.All(profile.Timings.SelectMany(timings => timings.Stages), stage => Assert.True(stage.Microseconds > 0));

        // Where other programs want the processors all the while, nothing may be settled, and no test can make a machine idle.
        StageTiming[] timed = [.. profile.Timings.SelectMany(timings => timings.Stages)];
        int settled = timed.Count(stage => !stage.IsUnsettled);
        Assert.Equal(settled < 4, output.Contains($"disturbed: {4 - settled}; the same command goes on with them", StringComparison.Ordinal));
        (code, output, _) = EdgeTool.Run(command);
        Assert.Equal(0, code);
        Assert.Contains($"{4 - settled} stages timed", output, StringComparison.Ordinal);
        Assert.Contains($"{settled} kept", output, StringComparison.Ordinal);
        StageTiming[] again = [.. DeviceProfileFile.Read(Profile).Timings.SelectMany(timings => timings.Stages)];
        Assert.All(timed.Zip(again), stage => Assert.True(stage.First.IsUnsettled || stage.First == stage.Second));
    }

    [Fact]
    public void A_list_that_does_not_fit_is_one_line_with_its_place_and_nothing_is_written()
    {
        string list = _folder.File("m.shapes.json");
        File.WriteAllText(list, "{ \"schema\": 1,\n \"shapes\": [\n [\"conv\",16,8,3,3,1,1,1,1,1,8,8,8,8] ] }");
        (int code, string output, string error) = EdgeTool.Run("profile", "--shapes", list, "-o", Profile);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"{list}(3): error RSDTR4104: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Profile));
    }

    [Fact]
    public async Task A_signal_leaves_a_profile_that_can_be_gone_on_with()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // It sends a signal by the C library.
        }

        using Process process = EdgeTool.Start(null, ["profile", "-o", Profile, "--threads", "1"]);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        while (!process.HasExited && !File.Exists(Profile))
        {
            await Task.Delay(50);
        }

        Assert.Equal(0, SendSignal(process.Id, 15));
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("", await output);
        Assert.StartsWith($"{Profile}(1): error RSDTR3004: ", await error, StringComparison.Ordinal);
        Assert.InRange(DeviceProfileFile.Read(Profile).Timings.Sum(timings => timings.Stages.Length), 0, StageSuite.Shapes.Length - 1);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
