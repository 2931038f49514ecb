using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct v4l2_timecode</c> of linux/videodev2.h: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct V4l2TimeCode
{
    /// <summary>The kind of code.</summary>
    public uint Type;

    /// <summary>Its flags.</summary>
    public uint Flags;

    /// <summary>Frames, seconds, minutes and hours, a byte each.</summary>
    public uint Clock;

    /// <summary>Four bytes of the user's.</summary>
    public uint UserBits;
}
