using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.BuildTasks.Models;

/// <summary>The properties that a user sets (docs/msbuild.md), and what was meant for one of them and misspelt: MSBuild takes any name, and a gate that is switched on under another one stays off.</summary>
internal static class BuildProperties
{
    private const string Prefix = "Rsdtr";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> OfUsers { get; } =
    [
        "RsdtrCacheDirectory", "RsdtrCacheEnabled", "RsdtrCacheMaxMegabytes", "RsdtrCompressEnabled", "RsdtrDefaultBudget", "RsdtrDevicesDirectory", "RsdtrLockFile", "RsdtrLockedMode",
        "RsdtrMaxParallel", "RsdtrReportDirectory", "RsdtrSarifFile", "RsdtrSummaryFile", "RsdtrToolPath", "RsdtrTreatBudgetAsWarning",
    ];

    /// <summary>Those that are not known and come near one that is, each with that one.</summary>
    /// <param name="names">The properties that the command line, or whoever builds this project, gives.</param>
    public static IEnumerable<(string Written, string Meant)> Misspelt(IEnumerable<string> names) => names
        .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !OfUsers.Contains(name, StringComparer.OrdinalIgnoreCase))
        .OrderBy(name => name, StringComparer.Ordinal)
        .Select(name => (name, NearestName.Find(name, OfUsers, NearestName.Slip)))
        .Where(pair => pair.Item2 is not null)
        .Select(pair => (pair.name, pair.Item2!));
}
