using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct pollfd</c>: 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollRequest
{
    /// <summary>The open file.</summary>
    public int File;

    /// <summary>What to wait for.</summary>
    public short Events;

    /// <summary>What happened.</summary>
    public short Happened;
}
