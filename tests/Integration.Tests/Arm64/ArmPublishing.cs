using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Integration.Tests.Trimming;

namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>What this machine has to publish .NET programs for arm64 boards with.</summary>
internal static class ArmPublishing
{
    /// <summary>The boards' runtime identifier.</summary>
    public const string Rid = "linux-arm64";

    private const string Linker = "clang", ObjectCopy = "llvm-objcopy";

    private static readonly Lazy<string?> s_trimmed = new(() => ArmMachine.AbsentReason ?? PublishPackages.AbsentReason(Rid, "SelfContained", "PublishTrimmed", "PublishReadyToRun"));

    // gcc links for the one kind of processor that it was built for, and refuses the option by which .NET names another.
    private static readonly Lazy<string?> s_native = new(() =>
        ArmMachine.AbsentReason
        ?? (SearchPath.Find(Linker) is null ? $"needs {Linker} (package clang)"
            : SearchPath.Find(ObjectCopy) is null ? $"needs {ObjectCopy} (package llvm)"
            : PublishPackages.AbsentReason(Rid, "PublishAot")));

    /// <summary>What is absent for programs with a runtime of their own; null where they can be made.</summary>
    public static string? TrimmedAbsentReason => s_trimmed.Value;

    /// <summary>What is absent for native code; null where it can be made.</summary>
    public static string? NativeAbsentReason => s_native.Value;
}
