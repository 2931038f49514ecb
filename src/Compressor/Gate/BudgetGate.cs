using System.Globalization;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Gate;

/// <summary>Holds a network's figures against a budget. Each breach is one diagnostic that points at the limit's line.</summary>
internal static class BudgetGate
{
    private static readonly (LimitKind Kind, DiagnosticDescriptor Code, string Unit, string Remedy)[] Counts =
    [
        (LimitKind.Parameters, BudgetDiagnostics.ParametersExceeded, "parameters", "compress it further"),
        (LimitKind.Flops, BudgetDiagnostics.FlopsExceeded, "FLOPs", "compress it further, feed smaller images"),
        (LimitKind.ModelBytes, BudgetDiagnostics.ModelBytesExceeded, "bytes of model file", "compress it further"),
        (LimitKind.PeakActivationBytes, BudgetDiagnostics.ActivationBytesExceeded, "bytes of activations", "feed smaller images"),
    ];

    // A count that small of a network that large was meant for a percentage.
    private const long MostPercent = 100;
    private const long LeastCountable = 10_000;

    /// <summary>All breaches (errors) and all limits that could not be checked (warnings).</summary>
    /// <param name="figures">The network's figures.</param>
    /// <param name="receipt">How near its outputs are to the original's; null where that was not measured.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model's file, to which breaches of limits from options point.</param>
    /// <param name="advice">What is known of other choices than the one that breaches; null for a network of whose making nothing is known.</param>
    public static IReadOnlyList<Diagnostic> Check(
        CostFigures figures, Receipt? receipt, ResolvedLimits limits, string model, BreachAdvice? advice = null)
    {
        List<Diagnostic> found = [];
        foreach ((LimitKind kind, DiagnosticDescriptor code, string unit, string remedy) in Counts)
        {
            CheckCount(figures, limits, model, advice, kind, code, unit, remedy, found);
        }

        CheckOutputs(receipt, limits, model, found);
        return found;
    }

    /// <summary>Warnings (RSDTR2107) about limits on outputs that the images which steered the compression judge, because there are too few to keep some apart.</summary>
    /// <param name="receipt">How near the outputs are to the original's on these images.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="model">The model's file.</param>
    public static IReadOnlyList<Diagnostic> CheckJudges(Receipt receipt, ResolvedLimits limits, string model) =>
    [
        .. ((LimitKind[])[LimitKind.MaxOutputError, LimitKind.MinAgreement]).Where(limits.Budget.Limits.Has).Select(kind => At(
            limits, kind, model, BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(model)}: limits.{LimitName.Key(kind)} was held on the {receipt.Images} images that steered the compression, so that images which it has not seen may be worse: give eight images or more, of which a quarter then only judges."))),
    ];

    /// <summary>Whether a network is inside all limits on its size and work, whatever its outputs.</summary>
    public static bool IsInside(CostFigures figures, ResolvedLimits limits) =>
        Counts.All(count => limits.LimitOf(count.Kind) is null
            || (limits[count.Kind] is { } limit && ResolvedLimits.Figure(figures, count.Kind) is { } figure && figure <= limit));

    /// <summary>The limits on outputs that a network breaches.</summary>
    /// <param name="receipt">How near its outputs are to the original's.</param>
    /// <param name="limits">The limits.</param>
    public static IReadOnlyList<LimitKind> OutputBreaches(Receipt receipt, ResolvedLimits limits) =>
        [.. ((LimitKind[])[LimitKind.MaxOutputError, LimitKind.MinAgreement]).Where(kind => Breaches(receipt, limits.Budget.Limits, kind))];

    /// <summary>The output error that is held against its limit: where one output cannot be compared, the others still may breach. Null where none can be.</summary>
    /// <param name="receipt">How near a network's outputs are to the original's.</param>
    public static double? KnownError(Receipt receipt) =>
        receipt.OutputError ?? (receipt.OutputErrors.Count > 0 ? receipt.OutputErrors.Values.Max() : null);

    // Noise judges nothing. An error that is no number is a breach.
    private static bool Breaches(Receipt receipt, BudgetLimits asked, LimitKind kind) => receipt.Inputs == InputKinds.Images && (kind == LimitKind.MaxOutputError
        ? asked.MaxOutputError is { } largest && KnownError(receipt) is { } error && !(error <= largest)
        : asked.MinAgreement is { } least && receipt.Agreement < least);

    private static void CheckCount(
        CostFigures figures, ResolvedLimits limits, string model, BreachAdvice? advice, LimitKind kind,
        DiagnosticDescriptor code, string unit, string remedy, List<Diagnostic> found)
    {
        if (limits.LimitOf(kind) is not { } limit)
        {
            return;
        }

        if (ResolvedLimits.Figure(figures, kind) is not { } figure)
        {
            found.Add(At(limits, kind, model, BudgetDiagnostics.FigureUnknown, DiagnosticSeverity.Error,
                $"{Path.GetFileName(model)}: the number of {unit} is unknown, the limit is {limit}: export the model with fixed input sizes, or remove {LimitName.Of(limits, kind)}."));
        }
        else if (limits[kind] is not { } most)
        {
            found.Add(At(limits, kind, model, BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning,
                $"{Path.GetFileName(model)}: limits.{LimitName.Key(kind)} is {limit} of the original, which is not known: give it with --against."));
        }
        else if (figure > most)
        {
            found.Add(At(limits, kind, model, code, DiagnosticSeverity.Error, string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(model)}: {figure:N0} {unit} > {most:N0}{OfOriginal(limit, limits, kind)}: {advice?.For(kind) ?? $"{remedy}, or raise {LimitName.ToRaise(limits, kind)}"}.")));
        }
    }

    private static void CheckOutputs(Receipt? receipt, ResolvedLimits limits, string model, List<Diagnostic> found)
    {
        BudgetLimits asked = limits.Budget.Limits;
        if (asked.MaxOutputError is { } largest)
        {
            if (receipt?.Inputs != InputKinds.Images)
            {
                found.Add(NotChecked(limits, LimitKind.MaxOutputError, largest, model));
            }
            else if (Breaches(receipt, asked, LimitKind.MaxOutputError))
            {
                found.Add(At(limits, LimitKind.MaxOutputError, model, BudgetDiagnostics.OutputErrorExceeded, DiagnosticSeverity.Error, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(model)}: relative output error {KnownError(receipt):F4} > {largest} on {receipt.Images} images: allow more parameters or FLOPs, or raise {LimitName.ToRaise(limits, LimitKind.MaxOutputError)}.")));
            }
            else if (receipt.OutputError is null)
            {
                found.Add(At(limits, LimitKind.MaxOutputError, model, BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(model)}: limits.{LimitName.Key(LimitKind.MaxOutputError)} {largest} was not checked: an output has elements of a type that cannot be compared, such as bfloat16: export it as float32, or remove the limit.")));
            }
        }

        if (asked.MinAgreement is { } least)
        {
            if (receipt?.Inputs != InputKinds.Images || receipt.Agreement is not { } agreement)
            {
                found.Add(NotChecked(limits, LimitKind.MinAgreement, least, model));
            }
            else if (Breaches(receipt, asked, LimitKind.MinAgreement))
            {
                found.Add(At(limits, LimitKind.MinAgreement, model, BudgetDiagnostics.AgreementTooLow, DiagnosticSeverity.Error, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(model)}: {agreement:P1} of {receipt.Images} predictions equal the original's < {least:P1}: allow more parameters or FLOPs, or lower {LimitName.ToRaise(limits, LimitKind.MinAgreement)}.")));
            }
        }
    }

    private static Diagnostic NotChecked(ResolvedLimits limits, LimitKind kind, double limit, string model) =>
        At(limits, kind, model, BudgetDiagnostics.LimitNotChecked, DiagnosticSeverity.Warning, string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(model)}: limits.{LimitName.Key(kind)} {limit} was not checked: give images with --calibration (item metadata Calibration; rsdtr check takes --against with it){(kind == LimitKind.MinAgreement ? " to a network that classifies" : "")}, or remove the limit."));

    private static string OfOriginal(Limit limit, ResolvedLimits limits, LimitKind kind) =>
        limit.Count is null && ResolvedLimits.Figure(limits.Original, kind) is { } original
            ? string.Create(CultureInfo.InvariantCulture, $" ({limit} of {original:N0})")
            : limit.Count is <= MostPercent && ResolvedLimits.Figure(limits.Original, kind) > LeastCountable
            ? string.Create(CultureInfo.InvariantCulture, $" (a count; a part of the original is written {limit}%)")
            : "";

    /// <summary>A message about a limit, where it stands: in the budget file, or at the model whose compression got it as an option.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="kind">The limit.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="code">The code.</param>
    /// <param name="severity">How bad it is.</param>
    /// <param name="message">The message.</param>
    public static Diagnostic At(
        ResolvedLimits limits, LimitKind kind, string model, DiagnosticDescriptor code, DiagnosticSeverity severity, string message)
    {
        bool fromFile = limits.Budget.Limits.IsFromFile(kind) && limits.Budget.SourcePath is not null;
        return new Diagnostic(
            code, severity, fromFile ? limits.Budget.SourcePath : model, fromFile ? limits.Budget.Limits.LineOf(kind) : 1, message);
    }
}
