using System.Security.Cryptography;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Tools.Edge.Deployment;

/// <summary>A file that is sent, read once from its beginning. What goes wrong in reading it is told apart from what goes wrong in sending it: the one is an <see cref="RsdtrException"/>, the other an <see cref="IOException"/>.</summary>
internal sealed class SourceStream : Stream
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private SourceStream(FileStream file) => _file = file;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <summary>As the archive wants it to know the length beforehand.</summary>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it cannot be read.</exception>
    public static SourceStream Open(string path)
    {
        try
        {
            return new SourceStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RsdtrException">RSDTR4201: the file cannot be read any more.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int count = _file.Read(buffer);
            _hash.AppendData(buffer[..count]);
            return count;
        }
        catch (IOException exception)
        {
            throw Unreadable(_file.Name, exception);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Refuses what was read where it is another file than the one whose hash is known: somebody wrote into it meanwhile.</summary>
    /// <param name="expected">SHA-256 in lower-case hexadecimal digits.</param>
    /// <exception cref="RsdtrException">RSDTR4201: it is another one.</exception>
    public void RequireHash(string expected)
    {
        if (Convert.ToHexStringLower(_hash.GetCurrentHash()) != expected)
        {
            throw new RsdtrException(DeploymentDiagnostics.SourceUnusable, "the file was changed while it was sent: deploy again when nothing writes into it", _file.Name);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private static RsdtrException Unreadable(string path, Exception exception) =>
        new(DeploymentDiagnostics.SourceUnusable, $"the file cannot be read any more: {exception.Message}", path, innerException: exception);
}
