using System.Globalization;

namespace RsdtrEdge.Benchmarks.Accuracy;

/// <summary>A row of the accuracy table: what is compressed, how far, with what, and what is asked of the result.</summary>
/// <param name="Model">The network.</param>
/// <param name="Parameters">The limit on parameters in percent of the original; null for none.</param>
/// <param name="Flops">The limit on FLOPs in percent of the original; null for none.</param>
/// <param name="Images">Calibration images; 0 for none.</param>
/// <param name="Bar">The most that may be lost: points of top-1, or the relative error of each output; null where nothing is asked.</param>
internal sealed record AccuracyRow(SubjectModel Model, int? Parameters, int? Flops, int Images, double? Bar)
{
    /// <summary>Whether the published method is run in place of the project's.</summary>
    public bool IsPaper { get; private init; }

    /// <summary>Whether the row belongs to the curve of a detector, which is run on demand.</summary>
    public bool IsCurve { get; init; }

    /// <summary>The published method under the same limits. It takes nothing from images.</summary>
    public AccuracyRow AsPaper() => this with { IsPaper = true, Images = 0, Bar = null };

    /// <summary>The name for <c>--rows</c>, such as <c>resnet20-p50-f50</c>.</summary>
    public string Name => string.Concat(
        Model.Name,
        Parameters is { } parameters ? string.Create(CultureInfo.InvariantCulture, $"-p{parameters}") : "",
        Flops is { } flops ? string.Create(CultureInfo.InvariantCulture, $"-f{flops}") : "",
        IsPaper ? "-paper" : Images == 0 ? "-noimages" : "");

    /// <summary>The options of <c>rsdtr compress</c> that say what is asked for, without those of the data.</summary>
    public IEnumerable<string> LimitArguments =>
    [
        .. IsPaper ? (string[])["--method", "paper"] : [],
        .. Parameters is { } parameters ? (string[])["--max-parameters", string.Create(CultureInfo.InvariantCulture, $"{parameters}%")] : [],
        .. Flops is { } flops ? (string[])["--max-flops", string.Create(CultureInfo.InvariantCulture, $"{flops}%")] : [],
    ];
}
