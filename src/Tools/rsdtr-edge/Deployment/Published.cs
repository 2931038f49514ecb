using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>A published application: a folder that was given, or one of this program's own, which is removed at the end.</summary>
internal sealed class Published : IDisposable
{
    private readonly bool _isOwn;

    private Published(string folder, bool isOwn) => (Folder, _isOwn) = (folder, isOwn);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Takes the folder, or publishes the project.</summary>
    /// <param name="options">Which.</param>
    /// <param name="runtimeIdentifier">The board's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RsdtrException">RSDTR4201: publishing failed; RSDTR3001: there is no folder to publish into.</exception>
    public static Published Create(DeploymentOptions options, string runtimeIdentifier, CancellationToken cancellation)
    {
        if (options.Folder is { } given)
        {
            return new Published(given, isOwn: false);
        }

        Published published = new(CreateFolder(), isOwn: true);
        try
        {
            ProjectPublisher.Publish(options.Project!, runtimeIdentifier, published.Folder, cancellation);
            return published;
        }
        catch
        {
            published.Dispose();
            throw;
        }
    }

    private static string CreateFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("rsdtr-publish-").FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(
                ToolDiagnostics.OutputUnwritable,
                $"The output cannot be written: the project is published into a temporary folder, and none can be made ({exception.Message.TrimEnd('.')}): make room, or name another place with the environment variable {(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR")}",
                Path.GetTempPath(),
                innerException: exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_isOwn)
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The system clears its temporary folder.
        }
    }
}
