using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct v4l2_capability</c> of linux/videodev2.h: 104 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct V4l2Capability
{
    /// <summary>The device gives frames in one buffer (<c>V4L2_CAP_VIDEO_CAPTURE</c>).</summary>
    public const uint VideoCapture = 0x1;

    /// <summary>It gives frames in a buffer for each plane (<c>V4L2_CAP_VIDEO_CAPTURE_MPLANE</c>).</summary>
    public const uint VideoCapturePlanes = 0x1000;

    /// <summary>It fills buffers that are queued (<c>V4L2_CAP_STREAMING</c>).</summary>
    public const uint Streaming = 0x0400_0000;

    /// <summary><see cref="DeviceCapabilities"/> is filled (<c>V4L2_CAP_DEVICE_CAPS</c>).</summary>
    public const uint HasDeviceCapabilities = 0x8000_0000;

    /// <summary>The driver's name.</summary>
    public fixed byte Driver[16];

    /// <summary>The camera's name.</summary>
    public fixed byte Card[32];

    /// <summary>Where it is connected.</summary>
    public fixed byte BusInfo[32];

    /// <summary>The kernel's version.</summary>
    public uint Version;

    /// <summary>What the whole device can do.</summary>
    public uint Capabilities;

    /// <summary>What this device file can do.</summary>
    public uint DeviceCapabilities;

    private fixed uint _reserved[3];
}
