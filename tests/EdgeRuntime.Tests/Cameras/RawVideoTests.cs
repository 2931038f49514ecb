using System.IO.Pipes;
using RsdtrEdge.Runtime.Imaging.Frames;
using RsdtrEdge.Samples.FaceDetector.Cameras;

namespace RsdtrEdge.Runtime.Tests.Cameras;

public sealed class RawVideoTests
{
    [Fact]
    public void Frames_follow_each_other_and_one_that_is_cut_short_is_none()
    {
        // Frames of 4 x 2 are 12 bytes.
        using RawVideo video = new(new MemoryStream([.. Enumerable.Range(0, 30).Select(i => (byte)i)]), 4, 2);
        Assert.Equal(new FrameFormat(PixelFormat.I420, 4, 2), video.Format);
        Assert.True(video.TryRead(CancellationToken.None, out ReadOnlySpan<byte> frame));
        Assert.Equal(Enumerable.Range(0, 12), frame.ToArray().Select(value => (int)value));
        Assert.True(video.TryRead(CancellationToken.None, out frame));
        Assert.Equal(Enumerable.Range(12, 12), frame.ToArray().Select(value => (int)value));
        Assert.False(video.TryRead(CancellationToken.None, out frame));
    }

    [Fact]
    public void A_cancellation_ends_it()
    {
        using RawVideo video = new(new MemoryStream(new byte[24]), 4, 2);
        Assert.False(video.TryRead(new CancellationToken(canceled: true), out _));
    }

    [Fact]
    public void A_cancellation_ends_the_waiting_for_a_pipe_whose_writer_has_stalled()
    {
        using AnonymousPipeServerStream writer = new();
        using RawVideo video = new(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), 4, 2);
        writer.Write(new byte[5]);
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(200));
        Assert.False(video.TryRead(cancellation.Token, out _));
        // It was cancelled, and has not come to an end: the rest of the frame makes one.
        writer.Write(new byte[7]);
        Assert.True(video.TryRead(CancellationToken.None, out _));
    }
}
