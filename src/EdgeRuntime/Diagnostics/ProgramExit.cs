using System.Globalization;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>
/// How a command-line program ends: its work runs with a token that Ctrl+C, SIGTERM and a closed terminal (SIGHUP) cancel, and every failure
/// becomes one line on the standard error stream and an exit code.
/// </summary>
public static class ProgramExit
{
    /// <summary>The environment variable that, set to 1, adds the stack trace to the line of a fault of the program itself.</summary>
    public const string TraceVariable = "RSDTR_TRACE";

    /// <summary>Runs a program.</summary>
    /// <param name="program">Its name, for lines that are about no file.</param>
    /// <param name="work">The work; it gets the token that signals cancel and returns an exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string program, Func<CancellationToken, int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using CancellationTokenSource cancellation = new();
        void Cancel(PosixSignalContext signal)
        {
            // The first signal asks the work to stop. A second one meets work that does not, and ends the process.
            signal.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        // What nohup ignores stays ignored.
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);
        try
        {
            return work(cancellation.Token);
        }
#pragma warning disable CA1031 // The last resort of a program: whatever it is, the user gets one line and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Report(program, exception, Console.Error);
        }
    }

    /// <summary>
    /// Ends the process at once where ONNX Runtime was loaded, on Linux and macOS: what the library takes apart at the end of a process, its tables of operators above all, is a good part of
    /// a short program's time, and a fault in there would make a failure of what succeeded. For the last line of a program: all is written and disposed, and nothing runs behind it,
    /// no handlers of <see cref="AppDomain.ProcessExit"/> either.
    /// </summary>
    /// <param name="exitCode">The exit code.</param>
    /// <returns>The exit code, for the program to return, where the process is to end as usual.</returns>
    public static unsafe int Leave(int exitCode)
    {
        nint program = NativeLibrary.GetMainProgramHandle();
        if (!OnnxRuntime.IsLoaded || OperatingSystem.IsWindows()
            || !NativeLibrary.TryGetExport(program, "fflush", out nint flush) || !NativeLibrary.TryGetExport(program, "_exit", out nint exit))
        {
            return exitCode;
        }

        Console.Out.Flush();
        Console.Error.Flush();
        _ = ((delegate* unmanaged<void*, int>)flush)(null);
        ((delegate* unmanaged<int, void>)exit)(exitCode);
        return exitCode;
    }

    /// <summary>Writes the line of a failure.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="exception">The failure.</param>
    /// <param name="error">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Report(string program, Exception exception, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Exception cause = Unwrap(exception);
        Diagnostic diagnostic = ToDiagnostic(cause);
        try
        {
            error.WriteLine(diagnostic.ToCanonicalLine(program));
            if (diagnostic.Descriptor == ToolDiagnostics.InternalError && Environment.GetEnvironmentVariable(TraceVariable) == "1")
            {
                error.WriteLine(cause);
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A full or closed stream: the exit code is what is left to tell.
        }

        return (int)diagnostic.Descriptor.ExitCode;
    }

    /// <summary>Writes the line of a wrong command line.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="error">Where to.</param>
    /// <param name="command">The command whose help has more of it; null: the program's.</param>
    /// <returns>The exit code.</returns>
    public static int WrongUsage(string program, string message, TextWriter error, string? command = null) =>
        Report(program, new RsdtrException(ToolDiagnostics.WrongUsage, $"{message.TrimEnd('.')}: see {program}{(command is null ? "" : $" {command}")} --help."), error);

    private static Exception Unwrap(Exception exception) =>
        exception is AggregateException aggregate && aggregate.Flatten().InnerExceptions is { Count: > 0 } inner
            ? inner.FirstOrDefault(one => one is RsdtrException) ?? inner[0]
            : exception;

    private static Diagnostic ToDiagnostic(Exception exception) => exception switch
    {
        RsdtrException expected => expected.Diagnostic,
        OperationCanceledException => Error(ToolDiagnostics.Cancelled, "cancelled; nothing was written."),
        OutOfMemoryException => Error(
            ToolDiagnostics.MemoryRanOut,
            string.Create(
                CultureInfo.InvariantCulture,
                $"memory ran out, of the {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1048576.0:N0} MiB that this process may have: stop other programs, or ask for less: a smaller input shape or batch, fewer images, runs or threads, a smaller network.")),
        _ => Error(
            ToolDiagnostics.InternalError,
            $"a fault of the program itself: {exception.GetType().Name}: {exception.Message.TrimEnd('.')}. "
            + $"Please report it with the command line and, if it may be shared, the model; {TraceVariable}=1 shows where it happened."),
    };

    private static Diagnostic Error(DiagnosticDescriptor descriptor, string message) => new(descriptor, DiagnosticSeverity.Error, null, 1, message);
}
