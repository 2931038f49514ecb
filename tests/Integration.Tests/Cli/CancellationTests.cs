using System.Diagnostics;
using System.Runtime.InteropServices;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Cli;

public sealed partial class CancellationTests : CliTest
{
    [InterruptFact(onlyLinux: "What a process has loaded can be seen from outside on Linux only.")]
    public void Interrupted_work_ends_with_130_and_writes_nothing()
    {
        CliModels.Save(CliModels.Wide(), Full("wide.onnx"));
        IReadOnlyList<string> before = Files;
        using Process process = Start("compress", "wide.onnx", "--max-parameters", "40%", "-o", "out.onnx", "--report", "report.json");
        while (!process.HasExited && !HasLoadedOnnxRuntime(process.Id))
        {
            Thread.Sleep(10);
        }

        Assert.Equal(0, Kill(process.Id, Interrupts.Signal));
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

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
