using System.Diagnostics;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary>Starts rsdtr-edge as its users do: as a process.</summary>
internal static class EdgeTool
{
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
