using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Samples.FaceDetector.Cameras;

/// <summary>
/// Frames of YUV 4:2:0 (planes Y, Cb, Cr), one after the other in a stream, without padding: what <c>rpicam-vid --codec yuv420 -o -</c> writes at widths that are multiples of 64, and
/// <c>ffmpeg -pix_fmt yuv420p -f rawvideo -</c> at any even size. Limited range; BT.709 from 1280 x 720 on, BT.601 below, as both do by themselves.
/// </summary>
internal sealed class RawVideo : ICamera
{
    private readonly Stream _stream;
    private readonly byte[] _frame;
    private Task<int>? _reading;

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">Is disposed with this.</param>
    /// <param name="width">Columns of a frame, even.</param>
    /// <param name="height">Rows of a frame, even.</param>
    public RawVideo(Stream stream, int width, int height)
    {
        _stream = stream;
        Format = new FrameFormat(PixelFormat.I420, width, height) { Matrix = width >= 1280 || height >= 720 ? YuvMatrix.Bt709 : YuvMatrix.Bt601 };
        _frame = new byte[checked(width * height / 2 * 3)];
    }

    /// <summary>Opens what a command line names: <c>-</c> for the standard input, or a file of such frames.</summary>
    /// <exception cref="RsdtrException">RSDTR1101: the file cannot be read.</exception>
    public static RawVideo Open(string path, int width, int height)
    {
        try
        {
            return new RawVideo(path == "-" ? Console.OpenStandardInput() : File.OpenRead(path), width, height);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, $"cannot read the frames: {exception.Message}", path, innerException: exception);
        }
    }

    /// <inheritdoc/>
    public FrameFormat Format { get; }

    /// <inheritdoc/>
    /// <remarks>A frame that the stream's end cuts short is none.</remarks>
    public bool TryRead(CancellationToken cancellation, out ReadOnlySpan<byte> frame)
    {
        frame = _frame;
        if (cancellation.IsCancellationRequested)
        {
            return false;
        }

        // A pipe whose writer has stalled cannot be asked to end the reading; it is left to itself.
        _reading ??= Task.Run(Fill, CancellationToken.None);
        try
        {
            _ = Task.WaitAny([_reading], cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        int length = _reading.GetAwaiter().GetResult();
        _reading = null;
        return length == _frame.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private int Fill()
    {
        try
        {
            return _stream.ReadAtLeast(_frame, _frame.Length, throwOnEndOfStream: false);
        }
        catch (IOException exception)
        {
            throw new RsdtrException(DataDiagnostics.PathUnreadable, $"the frames cannot be read any more: {exception.Message}", innerException: exception);
        }
    }
}
