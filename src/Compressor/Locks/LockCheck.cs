using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Locks;

/// <summary>
/// Holds a build's figures against the lock file. What grows although network, budget and options are the same is an error. What
/// changed with its inputs, is new or is gone is what a lock is there to have told: a warning, or in locked mode an error. FLOPs and bytes
/// of a network that was timed follow from the machine, too, and are not compared.
/// </summary>
/// <param name="file">The lock file, for messages.</param>
/// <param name="project">The project, to which messages point where there is no lock file.</param>
/// <param name="tool">The version of rsdtr that made the figures.</param>
/// <param name="isLockedMode">Whether a lock that is out of date is an error.</param>
public sealed class LockCheck(string file, string project, string tool, bool isLockedMode)
{
    /// <summary>The target that writes the lock file, as messages name it.</summary>
    public const string UpdateCommand = "dotnet build -t:RsdtrUpdateLock";

    /// <summary>
    /// By how much of itself an error may grow: ONNX Runtime's sums differ in the last bits between kinds of processors, and the lock
    /// keeps four digits. Counts are exact.
    /// </summary>
    public const double ErrorTolerance = 0.01;

    // Where an error is as good as none, a hundredth of it is rounding.
    private const double LeastError = 1e-5;

    /// <summary>What there is to tell.</summary>
    /// <param name="locked">The lock; null where there is no file.</param>
    /// <param name="built">The build's networks.</param>
    /// <param name="sourceExists">Whether a source, as entries name it, is there.</param>
    public IReadOnlyList<Diagnostic> Check(LockDocument? locked, IReadOnlyList<LockedModel> built, Func<string, bool> sourceExists)
    {
        ArgumentNullException.ThrowIfNull(built);
        List<Diagnostic> found = [];
        foreach (LockedModel now in built.Order(LockedModel.Order))
        {
            if (locked?.Find(now) is not { } then)
            {
                found.Add(OutOfDate(locked is null ? project : file, 1, $"{now.Title} is not in {Path.GetFileName(file)}"));
            }
            else if (then.Inputs.Differences(now.Inputs) is { Count: > 0 } changes)
            {
                found.Add(OutOfDate(file, then.Lines.Entry, $"{now.Title}: {string.Join(" and ", changes)} changed since {Path.GetFileName(file)} was written{Moves(then, now)}"));
            }
            else
            {
                found.AddRange(Growth(locked, then, now));
            }
        }

        IEnumerable<LockedModel> gone = (locked?.Models ?? []).Where(model => !built.Any(model.IsSame) && !sourceExists(model.Source));
        found.AddRange(gone.Select(model => OutOfDate(file, model.Lines.Entry, $"{model.Title} is in {Path.GetFileName(file)}, but there is no {model.Source} any more")));
        return found;
    }

    private IEnumerable<Diagnostic> Growth(LockDocument locked, LockedModel then, LockedModel now)
    {
        // A machine that times the network may run layers dense, and says in the file that it measured: more FLOPs and bytes there are no growth.
        bool dependsOnMachine = then.IsTimed || now.IsTimed;
        (string Figure, int Line, double? Then, double? Now)[] figures =
        [
            ("parameters", then.Lines.Parameters, then.Parameters, now.Parameters),
            .. dependsOnMachine ? [] : ((string, int, double?, double?)[])
            [
                ("FLOPs", then.Lines.Flops, then.Flops, now.Flops),
                ("bytes of model file", then.Lines.ModelBytes, then.ModelBytes, now.ModelBytes),
            ],
        ];
        foreach ((string figure, int line, double? before, double? after) in figures)
        {
            if (after > before)
            {
                yield return Grew(locked, now, line, string.Create(CultureInfo.InvariantCulture, $"{after:N0} {figure} > {before:N0}"));
            }
        }

        if (now.OutputError > then.OutputError * (1 + ErrorTolerance) && now.OutputError > LeastError)
        {
            yield return Grew(locked, now, then.Lines.OutputError, string.Create(
                CultureInfo.InvariantCulture, $"relative output error {now.OutputError:G4} > {then.OutputError:G4} (and {ErrorTolerance:P0} of it)"));
        }
    }

    private Diagnostic Grew(LockDocument locked, LockedModel now, int line, string growth)
    {
        string versions = locked.Tool == tool ? "" : $" (rsdtr {locked.Tool} then, {tool} now)";
        return new Diagnostic(
            LockDiagnostics.FigureGrew, DiagnosticSeverity.Error, file, line,
            $"{now.Title}: {growth} in {Path.GetFileName(file)}, while network, budget and options are the same{versions}: find out why, or accept it with {UpdateCommand}.");
    }

    private Diagnostic OutOfDate(string where, int line, string what) => new(
        LockDiagnostics.OutOfDate, isLockedMode ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, where, line,
        $"{what}: run {UpdateCommand} and commit the file.");

    // What the reader of a pull request wants to know of a change that is meant.
    private static string Moves(LockedModel then, LockedModel now)
    {
        List<string> moves = [];
        void Add(string figure, double? before, double? after, string format)
        {
            if (before != after)
            {
                moves.Add($"{figure} {Shown(before, format)} -> {Shown(after, format)}");
            }
        }

        Add("parameters", then.Parameters, now.Parameters, "N0");
        Add("FLOPs", then.Flops, now.Flops, "N0");
        Add("bytes", then.ModelBytes, now.ModelBytes, "N0");
        Add("output error", then.OutputError, now.OutputError, "G4");
        return moves.Count == 0 ? "" : $" ({string.Join(", ", moves)})";
    }

    private static string Shown(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "unknown";
}
