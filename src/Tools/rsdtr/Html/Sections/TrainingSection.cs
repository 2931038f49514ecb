using System.Globalization;
using System.Xml.Linq;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Tools.Rsdtr.Html.Charts;
using RsdtrEdge.Tools.Rsdtr.Output;

namespace RsdtrEdge.Tools.Rsdtr.Html.Sections;

/// <summary>How the network was trained.</summary>
internal static class TrainingSection
{
    /// <summary>The section; null where nothing was trained.</summary>
    public static XElement? Of(FineTuningReport? report)
    {
        if (report is null)
        {
            return null;
        }

        return Tag.Section(
            "training", "Fine-tuning",
            Tag.Paragraph($"Trained {FineTuneText.Best(report)}{End(report.End)}."),
            HeldOut(report),
            new XElement("div", new XAttribute("class", "curves"), Curves(report)),
            report.Epochs.Count == 0 ? null : Epochs(report),
            Tag.Facts(
                "facts",
                [
                    ("taught by", report.Teacher is { } teacher ? new object?[] { Tag.Code(teacher.File), $" {teacher.XxHash128}" } : "labels alone"),
                    ("images a second", report.ImagesPerSecond?.ToString("F0", CultureInfo.InvariantCulture)),
                    .. SourceSection.OfTool(report.Tool),
                ]),
            report.NotTrained.Count == 0 ? null : new XElement("h3", "Weights that stayed as they were"),
            report.NotTrained.Count == 0 ? null : Tag.List(report.NotTrained.Select(Tag.Code)));
    }

    // Of what was not taken the words before say why.
    private static string End(FineTuningEnd end) => end switch
    {
        FineTuningEnd.Finished => "; all epochs were run",
        FineTuningEnd.NotTaken => "",
        FineTuningEnd.StoppedEarly => "; it ended early, because there was no gain any more",
        FineTuningEnd.Cancelled => "; it was cancelled",
        _ => "; an error ended it",
    };

    private static XElement HeldOut(FineTuningReport report)
    {
        HtmlTable table = new($"On {Figures.Count(report.After.Images)} images that were not trained with", "figure", "before", "after", "teacher");
        table.Add("top-1", KnownFigures.Percent(report.Before.Top1), KnownFigures.Percent(report.After.Top1), KnownFigures.Percent(report.Before.TeacherTop1));
        table.Add("same class as the teacher", KnownFigures.Percent(report.Before.Agreement), KnownFigures.Percent(report.After.Agreement), "");
        table.Add("output error", KnownFigures.Error(report.Before.OutputError), KnownFigures.Error(report.After.OutputError), "");
        return table.ToElement();
    }

    private static IEnumerable<XElement?> Curves(FineTuningReport report)
    {
        int last = report.Epochs.Select(epoch => epoch.Epoch).DefaultIfEmpty(0).Max();
        XElement? Curve(string id, string title, Func<double, string> format, Func<HeldOutFigures, double?> figure) => new EpochCurve($"curve-{id}", $"{title}, held-out images", format)
            .Draw([(0, figure(report.Before)), .. report.Epochs.Select(epoch => (epoch.Epoch, figure(epoch.HeldOut)))], last, report.BestEpoch);
        return last == 0 ? [] :
        [
            Curve("top1", "top-1", share => Figures.Percent(share), figures => figures.Top1),
            Curve("agreement", "same class as the teacher", share => Figures.Percent(share), figures => figures.Agreement),
            Curve("error", "output error", error => Figures.Error(error), figures => figures.OutputError),
            new EpochCurve("curve-loss", "mean loss of the steps", loss => Figures.Loss(loss)).Draw(report.Epochs.Select(epoch => (epoch.Epoch, epoch.Loss)), last, report.BestEpoch),
        ];
    }

    private static XElement Epochs(FineTuningReport report)
    {
        HtmlTable table = new(
            "Each epoch", "epoch", "loss", "gradient norm", "learning rate", "top-1", "same class as the teacher", "output error", "steps", "skipped", "images a second", "seconds", "<best so far");
        foreach (EpochFigures epoch in report.Epochs)
        {
            table.Add(
                epoch.Epoch.ToString(CultureInfo.InvariantCulture), KnownFigures.Loss(epoch.Loss), KnownFigures.Loss(epoch.GradientNorm), Figures.Loss(epoch.LearningRate),
                KnownFigures.Percent(epoch.HeldOut.Top1), KnownFigures.Percent(epoch.HeldOut.Agreement), KnownFigures.Error(epoch.HeldOut.OutputError),
                Figures.Count(epoch.Steps), Figures.Count(epoch.Skipped), epoch.ImagesPerSecond.ToString("F0", CultureInfo.InvariantCulture), epoch.Seconds.ToString("F1", CultureInfo.InvariantCulture),
                epoch.IsBest ? "yes" : "");
        }

        return table.ToElement();
    }
}
