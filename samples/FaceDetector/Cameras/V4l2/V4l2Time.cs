using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct timeval</c>: 16 bytes on 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct V4l2Time
{
    /// <summary>Whole seconds.</summary>
    public long Seconds;

    /// <summary>Microseconds beside them.</summary>
    public long Microseconds;
}
