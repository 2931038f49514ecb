using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Trimming;

/// <summary>What this machine has to compile .NET to native code with.</summary>
internal static class NativeSdk
{
    private static readonly Lazy<string?> s_absentReason = new(Find);

    /// <summary>What is absent; null where native code can be made.</summary>
    public static string? AbsentReason => s_absentReason.Value;

    private static string? Find()
    {
        string[] linkers = OperatingSystem.IsWindows() ? [] : ["clang", "gcc"];
        return linkers.Length > 0 && !linkers.Any(linker => SearchPath.Find(linker) is not null)
            ? "There is no linker (clang or gcc)."
            : PublishPackages.AbsentReason(PackageFeed.HostRid, "PublishAot");
    }
}
