using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct v4l2_format</c> of linux/videodev2.h: 208 bytes on 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct V4l2Format
{
    /// <summary>The kind of stream.</summary>
    public uint Type;

    /// <summary>The format.</summary>
    public V4l2FormatData Data;
}
