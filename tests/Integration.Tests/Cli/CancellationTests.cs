using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed partial class CancellationTests : CliTest
{
    private const int Interrupt = 2;

    [Fact]
    public void Interrupted_work_ends_with_130_and_writes_nothing()
    {
        // What a process has loaded can be seen from outside on Linux only. What a shell starts in the background ignores interrupts, and so does
        // all that this starts.
        if (!OperatingSystem.IsLinux() || IgnoresInterrupts())
        {
            return;
        }

        CliModels.Save(CliModels.Wide(), Full("wide.onnx"));
        IReadOnlyList<string> before = Files;
        using Process process = Start("compress", "wide.onnx", "--max-parameters", "40%", "-o", "out.onnx", "--report", "report.json");
        while (!process.HasExited && !HasLoadedOnnxRuntime(process.Id))
        {
            Thread.Sleep(10);
        }

        Assert.Equal(0, Kill(process.Id, Interrupt));
        CommandResult result = Command.Finish(process);
        ErrorLine line = ErrorLine.Only(result, 130);
        Assert.Equal(("rsdtr", "RSDTR3004"), (line.Origin, line.Code));
        Assert.Equal(before, Files);
    }

    // Before the long work the network is tried in ONNX Runtime; by then the program listens to signals.
    private static bool HasLoadedOnnxRuntime(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/maps").Any(line => line.Contains("libonnxruntime", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The mask of ignored signals, in hexadecimal; the first signal is its lowest bit.
    private static bool IgnoresInterrupts()
    {
        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (ulong.Parse(mask["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
