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
    /// <exception cref="Runtime.Diagnostics.RsdtrException">RSDTR4201: publishing failed.</exception>
    public static Published Create(DeploymentOptions options, string runtimeIdentifier, CancellationToken cancellation)
    {
        if (options.Folder is { } given)
        {
            return new Published(given, isOwn: false);
        }

        Published published = new(Directory.CreateTempSubdirectory("rsdtr-publish-").FullName, isOwn: true);
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
