using System.Diagnostics;

namespace RsdtrEdge.Benchmarks.Builds;

/// <summary>Runs the dotnet program, as a user does.</summary>
internal static class DotNet
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The folder to run it in.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set besides.</param>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static void Run(string folder, IReadOnlyCollection<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = Path.GetFullPath(folder), RedirectStandardOutput = true, RedirectStandardError = true };
        // What `dotnet run` leaves to its children is no user's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            _ = start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output.Result}{error.Result}");
        }
    }
}
