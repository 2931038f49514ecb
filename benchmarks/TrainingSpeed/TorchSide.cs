using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>The same step on PyTorch: a process of Python that runs <c>torch_step.py</c>, and waits while the other side runs.</summary>
internal sealed class TorchSide : ITrainingSide
{
    private const string Program = "torch_step.py";

    // Debian's own first: its package is for that one, whatever else is installed before it.
    private static readonly string[] s_candidates = ["/usr/bin/python3", "python3"];

    // By itself glibc hands the memory of each large tensor back to the system and takes it again, page by page: up to two fifths of a step, more or less from run to run. PyTorch's
    // users are told to use an allocator that keeps it; so it does here.
    private static readonly string[] s_thresholds = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"];

    private const string KeptBytes = "4294967296";

    private readonly Process _process;
    private readonly Task<string> _complaints;

    private TorchSide(string python, string folder)
    {
        ProcessStartInfo start = new(python, [Path.Combine(AppContext.BaseDirectory, Program), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string threshold in s_thresholds)
        {
            start.Environment.TryAdd(threshold, KeptBytes);
        }

        _process = Process.Start(start)!;
        _complaints = _process.StandardError.ReadToEndAsync();
        try
        {
            using JsonDocument greeting = Answer();
            Version = greeting.RootElement.GetProperty("version").GetString()!;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The version of PyTorch.</summary>
    public string Version { get; }

    /// <summary>A Python that has PyTorch; null where there is none, which is as well.</summary>
    public static string? FindPython() => s_candidates.FirstOrDefault(python =>
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", "import torch, numpy"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    });

    /// <summary>Starts it.</summary>
    /// <param name="python">A Python with PyTorch.</param>
    /// <param name="folder">What <see cref="NetworkExport"/> wrote.</param>
    /// <exception cref="InvalidOperationException">It cannot make the network; the message has its words.</exception>
    public static TorchSide Start(string python, string folder) => new(python, folder);

    /// <inheritdoc/>
    public StepBlock Run(int count)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"steps {count}"));
        _process.StandardInput.Flush();
        using JsonDocument answer = Answer();
        double Figure(string name) => answer.RootElement.GetProperty(name).GetDouble();
        return new StepBlock(Figure("seconds"), Figure("loss"), Figure("norm"));
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonDocument Answer() => _process.StandardOutput.ReadLine() is { } line
        ? JsonDocument.Parse(line)
        : throw new InvalidOperationException($"PyTorch failed: {_complaints.Result.Split('\n').LastOrDefault(words => words.Trim().Length > 0) ?? "it said nothing"}");
}
