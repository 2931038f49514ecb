using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary>Starts rsdtr-edge as its users do: as a process.</summary>
internal static class EdgeTool
{
    /// <summary>A dotnet program that is there wherever these tests run: the one that runs them.</summary>
    public static string DotNet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs it to its end with a library that it is told to use.</summary>
    public static (int ExitCode, string Output, string Error) Run(string? onnxRuntime, string[] arguments) => Run(CreateStart(onnxRuntime, arguments));

    /// <summary>Runs it to its end as <see cref="CreateStart"/> says.</summary>
    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(string? onnxRuntime, string[] arguments) => Process.Start(CreateStart(onnxRuntime, arguments))!;

    /// <summary>The process that it has started to measure in, by its number, once that has loaded the library; on Linux, whose /proc tells.</summary>
    public static async Task<int> MeasuringChild(Process process)
    {
        while (!process.HasExited)
        {
            foreach (string folder in Directory.GetDirectories($"/proc/{process.Id}/task"))
            {
                string children = await File.ReadAllTextAsync($"{folder}/children");
                foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    if ((await File.ReadAllTextAsync($"/proc/{child}/maps")).Contains("libonnxruntime", StringComparison.Ordinal))
                    {
                        return int.Parse(child, System.Globalization.CultureInfo.InvariantCulture);
                    }
                }
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException("It has ended before it measured.");
    }

    /// <summary>How to start it.</summary>
    public static ProcessStartInfo CreateStart(string? onnxRuntime, string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "rsdtr-edge.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment["RSDTR_ONNXRUNTIME"] = onnxRuntime ?? "";
        return start;
    }
}
