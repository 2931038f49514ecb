using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>A file that is sent. What goes wrong in reading it is told apart from what goes wrong in sending it: the one is an <see cref="RsdtrException"/>, the other an <see cref="IOException"/>.</summary>
internal sealed class SourceStream : FileStream
{
    private SourceStream(string path)
        : base(path, FileMode.Open, FileAccess.Read, FileShare.Read)
    {
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it cannot be read.</exception>
    public static SourceStream Open(string path)
    {
        try
        {
            return new SourceStream(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return base.Read(buffer, offset, count);
        }
        catch (IOException exception)
        {
            throw Unreadable(Name, exception);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return base.Read(buffer);
        }
        catch (IOException exception)
        {
            throw Unreadable(Name, exception);
        }
    }

    private static RsdtrException Unreadable(string path, Exception exception) =>
        new(DeploymentDiagnostics.SourceUnusable, $"the file cannot be read any more: {exception.Message}", path, innerException: exception);
}
