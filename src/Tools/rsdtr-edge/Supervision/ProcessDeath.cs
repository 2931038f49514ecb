using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Supervision;

/// <summary>What the exit code of a process says of its death: 128 and the signal's number, or on Windows the exception's.</summary>
internal static class ProcessDeath
{
    private const int IllegalInstruction = unchecked((int)0xC000001D);
    private const int AccessViolation = unchecked((int)0xC0000005);

    // STATUS_CONTROL_C_EXIT, and what .NET ends with by itself: COR_E_FAILFAST, COR_E_EXECUTIONENGINE.
    private const int ControlC = unchecked((int)0xC000013A);
    private const int FailFast = unchecked((int)0x80131623);
    private const int EngineFailure = unchecked((int)0x80131506);

    // Linux's last real-time signal.
    private const int LastSignal = 64;

    // The four highest bits of an NTSTATUS that is an error of the system's.
    private const uint SystemError = 0xC;

    /// <summary>The error; null where the process ended by itself.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="subject">The file that it was about.</param>
    public static RsdtrException? Of(int exitCode, string subject) => exitCode switch
    {
        128 + 4 or IllegalInstruction => new RsdtrException(
            RuntimeDiagnostics.IllegalInstruction,
            "ONNX Runtime executed an instruction that this processor does not have (SIGILL): deploy another version of the library, older or newer",
            subject),
        128 + 6 or FailFast or EngineFailure => Crash("aborted (on Unix: SIGABRT): the native library or the .NET runtime gave up", subject),
        128 + 7 => Crash("read or wrote where it must not (SIGBUS): a damaged or shortened file, or a fault of the native library", subject),
        128 + 8 => Crash("divided by zero (SIGFPE): a fault of the native library", subject),
        128 + 9 => Crash("was killed (SIGKILL): by the kernel, if memory ran out; free memory or take a smaller model", subject),
        128 + 11 or AccessViolation => Crash("read or wrote where it must not (SIGSEGV): a fault of the native library; deploy another version of it", subject),
        // Whoever asks a process to end (SIGHUP, SIGINT, SIGTERM) is not told that it died.
        128 + 1 or 128 + 2 or 128 + 15 or ControlC => null,
        > 128 and <= 128 + LastSignal => Crash($"was ended by the signal {exitCode - 128}: a trap of the native library, or a system that forbids it something", subject),
        < 0 when (uint)exitCode >> 28 == SystemError => Crash($"was ended by the exception 0x{exitCode:X8}: a fault of the native library", subject),
        _ => null,
    };

    private static RsdtrException Crash(string how, string subject) => new(RuntimeDiagnostics.Crashed, $"the process that ran the model {how}", subject);
}
