using System.Diagnostics;
using System.Text;

namespace RsdtrEdge.Integration.Tests.Infrastructure;

/// <summary>Starts programs, with an environment that the test host has not coloured.</summary>
internal static class Command
{
    // A build that takes longer hangs.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    /// <summary>Runs the dotnet program that runs the tests.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set.</param>
    public static CommandResult DotNet(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Start(DotNetPath, directory, arguments, environment);
        return Finish(process);
    }

    /// <summary>Runs a program.</summary>
    public static CommandResult Run(string program, string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Start(program, directory, arguments, environment);
        return Finish(process);
    }

    /// <summary>Starts dotnet without waiting for its end. It can be interrupted, where that is possible at all.</summary>
    public static Process StartDotNet(string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Interrupts.AreIgnored && Interrupts.CanBeHeard
            ? Start(Interrupts.Listener, directory, [Interrupts.ListenerArgument, DotNetPath, .. arguments], environment)
            : Start(DotNetPath, directory, arguments, environment);

    /// <summary>Waits for a process and takes what it printed.</summary>
    public static CommandResult Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end within {s_limit}.");
        }

        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string DotNetPath => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    private static Process Start(string program, string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // dotnet test leaves its own MSBuild's paths to its children, and CI its warnings and summaries. A machine that is watched itself has settings of OpenTelemetry.
        foreach (string name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "CI" or "GITHUB_ACTIONS" or "GITHUB_STEP_SUMMARY" or "TF_BUILD" or "Configuration" or "Platform";
}
