using System.ComponentModel;
using System.Diagnostics;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Supervision;

/// <summary>
/// Runs a command of this program in a process of its own, whose death it tells: the native library may execute what the processor does not know, and a process
/// that dies of it says nothing. Output and errors go where this program's go. The child ends when the pipe to it closes, so that it never outlives this process.
/// </summary>
internal static class Supervisor
{
    // Set in the child; its value says nothing.
    private const string Variable = "RSDTR_SUPERVISED";

    // Names of the standard input, which in the child is the pipe.
    private static readonly string[] s_standardInput = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

    // What the work may take to notice that it is to stop, a run of a slow network on a small board above all.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether this process is the child.</summary>
    private static bool IsChild => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Does the work of a command: starts it again and waits for it, or, in the child, does it.</summary>
    /// <param name="subject">The file that the command is about.</param>
    /// <param name="work">The work; it gets a token that is cancelled when this process or its supervisor is to stop.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="RsdtrException">RSDTR3002: the command line names the standard input; RSDTR4005 and RSDTR4006: the child died; in the child, what the work throws.</exception>
    public static int Do(string subject, Action<CancellationToken> work, CancellationToken cancellation)
    {
        if (!IsChild)
        {
            string[] arguments = Environment.GetCommandLineArgs()[1..];
            return arguments.FirstOrDefault(argument => s_standardInput.Any(name => argument == name || argument.EndsWith($"={name}", StringComparison.Ordinal))) is { } taken
                ? throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{taken}: the standard input is not read, give a file.")
                : Run(arguments, subject, cancellation);
        }

        using CancellationTokenSource linked = Link(cancellation);
        work(linked.Token);
        return 0;
    }

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line behind the program's name.</param>
    /// <param name="subject">The file that the command is about.</param>
    /// <param name="cancellation">Stops the child.</param>
    /// <returns>The child's exit code.</returns>
    /// <exception cref="RsdtrException">RSDTR4005 and RSDTR4006: the child died.</exception>
    private static int Run(IEnumerable<string> arguments, string subject, CancellationToken cancellation)
    {
        ProcessStartInfo start = ChildProcess.CreateStart();
        start.RedirectStandardInput = true;
        start.Environment[Variable] = "1";
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Start(start, subject);
        using (cancellation.Register(child.StandardInput.Close))
        {
            child.WaitForExit();
        }

        return ProcessDeath.Of(child.ExitCode, subject) is { } death ? throw death : child.ExitCode;
    }

    /// <summary>In the child: a token that is cancelled with another one, and when the supervisor is gone or wants the work to stop.</summary>
    private static CancellationTokenSource Link(CancellationToken cancellation)
    {
        CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A thread that waits in the kernel takes nothing from what is measured.
        Thread watch = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
            }

            try
            {
                linked.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The work was done first.
                return;
            }

            // Where the work is in a call that no token ends (a library that loads, a file that nobody writes), the process would go on by itself.
            Thread.Sleep(s_patience);
            Environment.Exit(ProgramExit.Leave(ProgramExit.Report("rsdtr-edge", new OperationCanceledException(), Console.Error)));
        })
        { IsBackground = true, Name = "supervisor" };
        watch.Start();
        return linked;
    }

    private static Process Start(ProcessStartInfo start, string subject)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new RsdtrException(RuntimeDiagnostics.Crashed, $"the process that measures cannot be started: {exception.Message}", subject, innerException: exception);
        }
    }
}
