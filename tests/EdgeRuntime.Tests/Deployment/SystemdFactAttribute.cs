using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>A test that has systemd judge a unit, skipped where there is none that judges files (version 250).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed partial class SystemdFactAttribute : FactAttribute
{
    /// <summary>The program.</summary>
    public const string Program = "systemd-analyze";

    private static readonly string? s_absentReason = FindReason();

    public SystemdFactAttribute() => Skip = s_absentReason;

    /// <summary>Runs the program.</summary>
    public static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static string? FindReason()
    {
        try
        {
            Match version = Version().Match(Run("--version").Output);
            return version.Success && int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) >= 250 ? null : "needs systemd 250 or newer";
        }
        catch (Win32Exception)
        {
            return $"needs {Program}";
        }
    }

    [GeneratedRegex("systemd ([0-9]+)")]
    private static partial Regex Version();
}
