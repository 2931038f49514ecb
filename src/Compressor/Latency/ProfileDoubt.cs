using System.Globalization;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>What speaks against the times of a device profile, and what helps.</summary>
/// <param name="What">What is wrong, as the middle of a sentence behind the file's name.</param>
/// <param name="Remedy">What to do, as the end of a sentence.</param>
internal sealed record ProfileDoubt(string What, string Remedy)
{
    // Of so many stages predictions can be far off, and cross-validation does not notice: what slows all of them alike makes them agree with each other.
    private const double MostDisturbed = 0.1;

    // Outside of what was timed a prediction can be off by any factor, and where most is outside, so is the whole.
    private const double MostExtrapolated = 0.5;

    private const string GoesOn = "run rsdtr-edge profile on the board once more with -o and this file, which goes on with it";

    /// <summary>The doubts about a profile's times with one number of threads; none where nothing speaks against them.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="timings">The times that are taken of it.</param>
    /// <param name="error">The median error of predictions from them; null where they are too few to tell.</param>
    public static IReadOnlyList<ProfileDoubt> Of(DeviceProfile profile, ThreadTimings timings, double? error)
    {
        List<ProfileDoubt> doubts = [];
        if (profile.Throttled == true)
        {
            doubts.Add(new ProfileDoubt(
                "the processor was held back while it was measured", "cool and power the board well, delete the file and make it anew with rsdtr-edge profile"));
        }

        // Of stages cross-validation tells how far they scatter; no network is like another, and its one time is what the whole is predicted by.
        if (timings.Networks.Any(network => network.IsUnsettled))
        {
            doubts.Add(new ProfileDoubt("a whole network was timed too few times for its rounds to agree, because the run was stopped, short or disturbed", GoesOn));
        }

        int disturbed = timings.Stages.Count(stage => stage.IsDisturbed);
        if (disturbed > MostDisturbed * timings.Stages.Length)
        {
            doubts.Add(new ProfileDoubt(
                string.Create(CultureInfo.InvariantCulture, $"{disturbed} of its {timings.Stages.Length} stages were timed only while something disturbed the board, more than {MostDisturbed:P0}"),
                $"stop other programs, cool the board well, and {GoesOn}"));
        }

        if (error is null)
        {
            int count = timings.Stages.Length;
            doubts.Add(new ProfileDoubt(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"how far its predictions are off is not known: it holds {count} {(count == 1 ? "stage" : "stages")} with {ThreadText.Of(timings.Threads)}, and {CrossValidation.LeastStages} of {CrossValidation.LeastGroups} or more sets of channels tell"),
                GoesOn));
        }

        return doubts;
    }

    /// <summary>The doubt whether a profile knows enough of a network; null where it does, or where the network was timed as a whole.</summary>
    /// <param name="network">What the profile says of the network.</param>
    public static ProfileDoubt? Of(NetworkLatency network) => network.RestMicroseconds is not null || network.ExtrapolatedShare <= MostExtrapolated ? null : new ProfileDoubt(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{network.ExtrapolatedShare:P0} of the time of the network's convolutions and products lies outside of what it holds, and the network was not timed as a whole"),
        "list what it lacks with rsdtr profile-for MODEL -o LIST, and run rsdtr-edge profile --shapes LIST on the board with -o and this file");
}
