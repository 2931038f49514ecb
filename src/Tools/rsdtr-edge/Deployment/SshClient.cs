using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>
/// Runs scripts on the board by the system's ssh, with the user's configuration, keys and known hosts. One connection a script: files go through its standard streams,
/// so that there is no second program whose rules of quoting count.
/// </summary>
internal sealed class SshClient(DeploymentOptions options)
{
    // What ssh ends with where it fails itself.
    private const int ConnectionFailed = 255;

    // How long ssh's streams may be silent behind its end, where something that it has started holds them open.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);

    /// <summary>The board.</summary>
    public string Host => options.Host;

    /// <summary>Runs a script that must succeed.</summary>
    /// <param name="step">What it does, for the error: "the copy".</param>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="RsdtrException">RSDTR4202: no connection; RSDTR4205 and RSDTR4207: it failed.</exception>
    public string Run(string step, string script, IEnumerable<string> arguments, CancellationToken cancellation) =>
        Succeeded(step, TryRun(script, arguments, null, cancellation)).Output;

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="writeInput">Writes its standard input; null: there is none.</param>
    /// <param name="cancellation">Ends the connection; what was begun on the board may go on there.</param>
    /// <exception cref="RsdtrException">RSDTR4202: no connection; and what <paramref name="writeInput"/> throws.</exception>
    public SshResult TryRun(string script, IEnumerable<string> arguments, Action<Stream>? writeInput, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Process process = Start(ShellText.CommandLine(script, arguments));
        using CancellationTokenRegistration registration = cancellation.Register(() => Kill(process));
        StreamText output = new(process.StandardOutput), error = new(process.StandardError);
        WriteInput(process, writeInput);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        SshResult result = new(process.ExitCode, ShellText.OutputOf(output.Finish(s_silence)), error.Finish(s_silence));
        return result.ExitCode == ConnectionFailed
            ? throw new RsdtrException(
                DeploymentDiagnostics.HostUnreachable, $"{Host}: {result.Reason}: see that 'ssh {Host}' works without a question (a key, a known host), or give --port, --identity or --ssh-option")
            : result;
    }

    /// <summary>A result, if it is one of success.</summary>
    /// <exception cref="RsdtrException">RSDTR4205 and RSDTR4207: it is not.</exception>
    public SshResult Succeeded(string step, SshResult result) =>
        result.ExitCode == 0 ? result
        : result.Error.Contains("No space left on device", StringComparison.Ordinal)
            ? throw new RsdtrException(DeploymentDiagnostics.BoardFull, $"{Host}: {step} ended for lack of room ({result.Reason}): make room there, or keep fewer releases (--keep)")
            : throw new RsdtrException(DeploymentDiagnostics.StepFailed, $"{Host}: {step} failed: {result.Reason}");

    private static void WriteInput(Process process, Action<Stream>? writeInput)
    {
        try
        {
            using Stream input = process.StandardInput.BaseStream;
            writeInput?.Invoke(input);
        }
        catch (IOException)
        {
            // The other side has ended, and its exit code says more than the broken pipe.
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private Process Start(string commandLine)
    {
        ProcessStartInfo start = new("ssh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.ArgumentList.Add("-T");
        if (options.Port is { } port)
        {
            Add("-p", port.ToString(CultureInfo.InvariantCulture));
        }

        if (options.Identity is { } identity)
        {
            Add("-i", identity);
        }

        // Of several values ssh takes the first. No question can be answered here, and a board that is switched off must not hold things up. A connection that ssh leaves behind for later ones would
        // keep the streams of this one open.
        foreach (string option in options.SshOptions.Concat(["BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=15", "ControlMaster=no"]))
        {
            Add("-o", option);
        }

        Add("--", options.Host);
        start.ArgumentList.Add(commandLine);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new RsdtrException(
                DeploymentDiagnostics.HostUnreachable, $"{Host}: ssh cannot be started ({exception.Message}): install an OpenSSH client", innerException: exception);
        }

        void Add(string name, string value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }
    }
}
