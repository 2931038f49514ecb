using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Edge.Supervision;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>What is said of the death of a process that measures, by its exit code: signals as signal(7) numbers them, exceptions as NTSTATUS does.</summary>
public sealed class ProcessDeathTests
{
    [Theory]
    [InlineData(128 + 4, "RSDTR4005", "SIGILL")]
    [InlineData(128 + 5, "RSDTR4006", "the signal 5")] // SIGTRAP: a trap of compiled code on Arm
    [InlineData(128 + 6, "RSDTR4006", "SIGABRT")]
    [InlineData(unchecked((int)0x80131623), "RSDTR4006", ".NET runtime gave up")]
    [InlineData(unchecked((int)0x80131506), "RSDTR4006", ".NET runtime gave up")]
    [InlineData(128 + 31, "RSDTR4006", "the signal 31")] // SIGSYS: a filter of system calls
    [InlineData(128 + 64, "RSDTR4006", "the signal 64")]
    [InlineData(unchecked((int)0xC000001D), "RSDTR4005", "an instruction that this processor does not have")]
    [InlineData(unchecked((int)0xC0000409), "RSDTR4006", "0xC0000409")]
    [InlineData(unchecked((int)0xC00000FD), "RSDTR4006", "0xC00000FD")]
    public void Each_death_is_told(int exitCode, string code, string words)
    {
        RsdtrException death = Assert.IsType<RsdtrException>(ProcessDeath.Of(exitCode, "model.onnx"));
        Assert.Equal((code, "model.onnx"), (death.Diagnostic.Descriptor.Id, death.Diagnostic.File));
        Assert.Contains(words, death.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(128 + 2)]
    [InlineData(128 + 15)]
    [InlineData(255)]
    [InlineData(unchecked((int)0xC000013A))] // a closed console
    [InlineData(-1)] // Process.Kill on Windows
    public void An_end_that_was_asked_for_or_told_already_is_no_death(int exitCode) => Assert.Null(ProcessDeath.Of(exitCode, "model.onnx"));
}
