using System.ComponentModel;
using System.Diagnostics;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>Publishes a project for a board, with the SDK of this machine.</summary>
internal static class ProjectPublisher
{
    /// <summary>Publishes; the board's own .NET runtime will run it.</summary>
    /// <param name="project">The project file or its folder.</param>
    /// <param name="runtimeIdentifier">The board's.</param>
    /// <param name="folder">The folder to publish into.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it failed.</exception>
    public static void Publish(string project, string runtimeIdentifier, string folder, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet") { RedirectStandardOutput = true };
        string[] arguments =
        [
            "publish", project, "-c", "Release", "-r", runtimeIdentifier, "--self-contained", "false", "-p:UseAppHost=false", "-o", folder, "-nologo", "-v", "quiet",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration registration = cancellation.Register(() => Kill(process));
            // Warnings and errors go there, each a line of its own.
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            Console.Error.Write(output);
            if (process.ExitCode != 0)
            {
                throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, "dotnet publish failed, as its lines above say", project);
            }
        }
        catch (Win32Exception exception)
        {
            throw new RsdtrException(
                DeploymentDiagnostics.SourceUnusable, $"dotnet publish cannot be started ({exception.Message}): install the .NET SDK, or give a published folder with --from", project, innerException: exception);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
