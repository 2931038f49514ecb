using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Samples.FaceDetector.Cameras;

/// <summary>Where frames come from.</summary>
internal interface ICamera : IDisposable
{
    /// <summary>What the frames are like.</summary>
    FrameFormat Format { get; }

    /// <summary>Waits for the next frame.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="frame">The frame, valid until the next call.</param>
    /// <returns>Whether there is one: false at the end and after a cancellation.</returns>
    /// <exception cref="RsdtrException">RSDTR1101: the camera gives none any more.</exception>
    bool TryRead(CancellationToken cancellation, out ReadOnlySpan<byte> frame);
}
