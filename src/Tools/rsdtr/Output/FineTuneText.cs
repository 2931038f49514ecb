using System.Globalization;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>Fine-tuning in words.</summary>
internal static class FineTuneText
{
    // From here on minutes are near enough, and from there on hours.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LongerWait = TimeSpan.FromMinutes(90);

    /// <summary>How far it is, for a line that is written over.</summary>
    public static string Of(FineTuningProgress progress)
    {
        string text = progress.Phase switch
        {
            FineTuningPhase.Load => "reading images",
            FineTuningPhase.Prepare => "preparing",
            FineTuningPhase.Train => "training",
            FineTuningPhase.Judge => "judging",
            _ => "verifying",
        };
        if (progress.Epochs > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $": epoch {progress.Epoch} of {progress.Epochs}");
        }

        if (progress.Total > 1)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"{(progress.Epochs > 0 ? "," : ":")} {100 * progress.Done / progress.Total} %");
        }

        if (progress.Loss is { } loss)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", loss {loss:G4}");
        }

        if (progress.ImagesPerSecond is { } speed)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {speed:F0} images/s");
        }

        return text + Left(progress.Left);
    }

    /// <summary>The figures on held-out images: those that there are.</summary>
    public static string Of(HeldOutFigures figures)
    {
        List<string> parts = [];
        if (figures.Top1 is { } top1)
        {
            parts.Add($"top-1 {Figures.Percent(top1)}");
        }

        if (figures.Agreement is { } agreement)
        {
            parts.Add($"same class as the teacher {Figures.Percent(agreement)}");
        }

        if (figures.OutputError is { } error)
        {
            parts.Add($"output error {Figures.Error(error)}");
        }

        return string.Join(", ", parts);
    }

    /// <summary>An epoch in one line.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="epochs">Epochs of the run.</param>
    public static string Of(EpochFigures epoch, int epochs)
    {
        string loss = epoch.Loss is { } mean ? mean.ToString("G4", CultureInfo.InvariantCulture) : "not finite";
        string skipped = epoch.Skipped > 0 ? $", {epoch.Skipped} steps skipped" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch}/{epochs}: loss {loss}; {Of(epoch.HeldOut)}; {epoch.ImagesPerSecond:F0} images/s{skipped}{(epoch.IsBest ? "; best so far" : "")}");
    }

    /// <summary>How long a network was trained and which epoch is what came out, such as "10 epochs with 950 images, epoch 9 was best".</summary>
    public static string Best(FineTuningReport report) =>
        $"{Count(report.Epochs.Count)} with {Figures.Count(report.Images)} images, {Kept(report)}";

    /// <summary>What came out.</summary>
    /// <param name="report">What was done.</param>
    /// <param name="target">The file that was written.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(FineTuningReport report, string target, TextWriter writer)
    {
        writer.WriteLine($"on {Figures.Count(report.Before.Images)} images that were not trained with ({Figures.Count(report.Images)} were):");
        writer.WriteLine($"  before  {Of(report.Before)}");
        writer.WriteLine($"  after   {Of(report.After)}");
        if (report.Before.LabelsIgnored is { } fault)
        {
            writer.WriteLine($"  top-1 is left out, because the data {fault}");
        }

        if (report.Before.TeacherTop1 is { } teacher)
        {
            writer.WriteLine($"  teacher top-1 {Figures.Percent(teacher)}");
        }

        if (report.End == FineTuningEnd.StoppedEarly)
        {
            writer.WriteLine($"no gain any more: ended after {Count(report.Epochs.Count)}");
        }

        writer.WriteLine(report.BestEpoch > 0
            ? string.Create(CultureInfo.InvariantCulture, $"epoch {report.BestEpoch} was best; written to {target}")
            : $"no epoch was better than the network as it was; it is written unchanged to {target}");
    }

    private static string Kept(FineTuningReport report) => report switch
    {
        { End: FineTuningEnd.NotTaken } => "the best was not taken, because it breaches a limit that the network before meets",
        { BestEpoch: > 0 } => string.Create(CultureInfo.InvariantCulture, $"epoch {report.BestEpoch} was best"),
        _ => "none was better than the network before",
    };

    private static string Count(int epochs) => string.Create(CultureInfo.InvariantCulture, $"{epochs} {(epochs == 1 ? "epoch" : "epochs")}");

    private static string Left(TimeSpan? left) => left switch
    {
        null => "",
        { } time when time < LongWait => string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(time.TotalSeconds):F0} s left"),
        { } time when time < LongerWait => string.Create(CultureInfo.InvariantCulture, $", about {time.TotalMinutes:F0} min left"),
        { } time => string.Create(CultureInfo.InvariantCulture, $", about {time.TotalHours:F1} h left"),
    };
}
