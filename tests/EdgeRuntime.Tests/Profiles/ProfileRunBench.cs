using System.Collections.Immutable;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Profiles;

/// <summary>A folder for a profile, and runs into it on a machine whose times the tests choose.</summary>
public abstract class ProfileRunBench : IDisposable
{
    /// <summary>What the profile is of.</summary>
    private protected static readonly DeviceProfile Machine = new()
    {
        Board = "board",
        OnnxRuntime = "1.30.0",
        Governor = "ondemand",
        AllowedClockMHz = 1800,
        MeasuredAt = default,
        Timings = [],
    };

    /// <summary>Where the profile lies.</summary>
    private protected TemporaryFolder Folder { get; } = new();

    /// <summary>The profile.</summary>
    private protected string File => Folder.File("a.profile.json");

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How many stages were timed, and how many were there already.</summary>
    private protected static (int Timed, int Kept) Counts(ProfileResult result) => (result.TimedStages, result.KeptStages);

    /// <summary>A network of the first stage, so many times.</summary>
    private protected static NetworkOutline Network(int count) =>
        new() { Rest = new string('a', 32), Stages = [new StageCount(Shapes(1)[0], count)], Weights = [], Graph = new byte[] { 1 } };

    /// <summary>So many stages of different widths.</summary>
    private protected static ImmutableArray<StageShape> Shapes(int count) =>
        [.. Enumerable.Range(1, count).Select(width => new StageShape(StageKind.Convolution, 8 * width, 8, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4))];

    /// <summary>Measures into <see cref="File"/>, for ten minutes at most unless told otherwise.</summary>
    private protected ProfileResult Run(
        FakeMachine machine,
        ImmutableArray<StageShape> shapes,
        Func<ProfileOptions, ProfileOptions>? change = null,
        CancellationToken cancellation = default)
    {
        ProfileOptions options = new() { Shapes = shapes, Threads = [1], Time = TimeSpan.FromMinutes(10) };
        return ProfileRun.Measure(File, change?.Invoke(options) ?? options, machine, machine, Machine, cancellation);
    }
}
