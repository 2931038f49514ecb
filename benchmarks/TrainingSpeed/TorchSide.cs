using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>The same step on PyTorch: this program once more as a process of its own (<see cref="TorchProgram"/>), which waits while the other side runs.</summary>
internal sealed class TorchSide : ITrainingSide
{
    // By itself glibc hands the memory of each large tensor back to the system and takes it again, page by page, in every step. PyTorch's users are told to use an allocator that keeps
    // it; so it does here. Only a process that begins can be told.
    private static readonly string[] s_thresholds = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"];

    private const string KeptBytes = "4294967296";

    private readonly Process _process;
    private readonly Task<string> _complaints;

    private TorchSide(string network, int threads)
    {
        ProcessStartInfo start = new(ToolRun.Host, ["exec", typeof(TorchSide).Assembly.Location, TorchProgram.Command, network, threads.ToString(CultureInfo.InvariantCulture)])
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
            Version = Answer();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of the process.</summary>
    internal int ProcessId => _process.Id;

    /// <summary>The versions of PyTorch.</summary>
    public string Version { get; }

    /// <summary>Starts it.</summary>
    /// <param name="network">The network's file. The images are those of <see cref="StepBatch"/>.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <exception cref="InvalidOperationException">It cannot make the network; the message says why.</exception>
    public static TorchSide Start(string network, int threads) => new(network, threads);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The process has ended; the message says why, where it could.</exception>
    public StepBlock Run(int count)
    {
        try
        {
            _process.StandardInput.WriteLine(count.ToString(CultureInfo.InvariantCulture));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is gone, and nothing reads; what it said last stands on the other streams.
        }

        return JsonSerializer.Deserialize<StepBlock>(Answer());
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A line was left that nobody reads any more.
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private string Answer() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"PyTorch failed: {_complaints.Result.Split('\n').LastOrDefault(words => words.Trim().Length > 0) ?? "it said nothing"}");
}
