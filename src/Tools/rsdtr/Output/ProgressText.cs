using System.Globalization;
using RsdtrEdge.Compressor.Pipeline;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>How far a compression is, in words.</summary>
internal static class ProgressText
{
    // From here on minutes are near enough.
    private const double LongWait = 90;

    /// <summary>The step, the share of it that is done, and the time that the rest of it takes if it goes on as it did.</summary>
    /// <param name="progress">What was heard last.</param>
    /// <param name="taken">The time from the step's beginning until then.</param>
    /// <param name="since">The time since then.</param>
    public static string Of(CompressionProgress progress, TimeSpan taken, TimeSpan since)
    {
        string text = progress.Phase switch
        {
            CompressionPhase.Load => "reading",
            CompressionPhase.Calibrate => "running the original on images",
            CompressionPhase.Candidates => "factorizing layers",
            CompressionPhase.Allocate => "choosing ranks",
            CompressionPhase.Fit => "fitting layers",
            CompressionPhase.Measure => "measuring the speed",
            CompressionPhase.FineTune => "training",
            _ => "verifying",
        };
        if (progress.Total > 1)
        {
            int percent = (int)(100L * progress.Done / progress.Total);
            text += string.Create(CultureInfo.InvariantCulture, $": {percent} %{Left(progress, taken, since)}");
        }

        return text;
    }

    private static string Left(CompressionProgress progress, TimeSpan taken, TimeSpan since)
    {
        if (progress.Done <= 0 || progress.Done >= progress.Total)
        {
            return "";
        }

        double seconds = (taken.TotalSeconds / progress.Done * (progress.Total - progress.Done)) - since.TotalSeconds;
        return seconds switch
        {
            // The guess was too low, and there is no better one before the next part is done.
            < 0 => "",
            < LongWait => string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(seconds):F0} s left of this step"),
            _ => string.Create(CultureInfo.InvariantCulture, $", about {seconds / 60:F0} min left of this step"),
        };
    }
}
