using System.Runtime.InteropServices;
using System.Text;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary>
/// A camera of Linux' Video4Linux2: the driver fills a few buffers in turns, which are mapped into the process, so that no frame is copied and none allocates.
/// Written by the kernel's documentation (userspace-api/media/v4l); nobody has run it before a camera yet.
/// </summary>
internal sealed class V4l2Camera : ICamera
{
    private const int Buffers = 4;
    private const int None = -1;
    private const int WaitMilliseconds = 200;
    private const int Tries = 25;

    private readonly V4l2Device _device;
    private readonly MappedFrame[] _frames;
    private int _held = None;

    /// <summary>Opens a camera and starts it.</summary>
    /// <param name="path">The device file, such as <c>/dev/video0</c>.</param>
    /// <param name="width">Columns to ask for; <see cref="Format"/> tells what the camera gives.</param>
    /// <param name="height">Rows to ask for.</param>
    /// <exception cref="RsdtrException">RSDTR1101: there is no such camera, or it gives no frames that can be read here.</exception>
    public V4l2Camera(string path, int width, int height)
    {
        _frames = [];
        _device = new V4l2Device(path);
        try
        {
            CheckCapability();
            Format = Negotiate(width, height);
            _frames = MapBuffers();
            for (int i = 0; i < _frames.Length; i++)
            {
                Queue(i);
            }

            int stream = (int)V4l2Requests.CaptureStream;
            _device.Control(V4l2Requests.StreamOn, ref stream, "the camera does not start");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public FrameFormat Format { get; }

    /// <inheritdoc/>
    public bool TryRead(CancellationToken cancellation, out ReadOnlySpan<byte> frame)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (_held != None)
            {
                Queue(_held);
                _held = None;
            }

            if (cancellation.IsCancellationRequested)
            {
                frame = default;
                return false;
            }

            V4l2Buffer buffer = NewBuffer();
            if (!_device.Wait(WaitMilliseconds) || !TryDequeue(ref buffer))
            {
                continue;
            }

            _held = (int)buffer.Index;
            if ((buffer.Flags & V4l2Buffer.ErrorFlag) == 0)
            {
                frame = _frames[_held].Bytes(buffer.BytesUsed);
                return true;
            }
        }

        throw _device.Failure($"the camera gave no whole frame in {Tries} tries of {WaitMilliseconds} ms; is it still connected?");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        int stream = (int)V4l2Requests.CaptureStream;
        _ = _device.TryControl(V4l2Requests.StreamOff, ref stream);
        foreach (MappedFrame frame in _frames)
        {
            frame.Dispose();
        }

        _device.Dispose();
    }

    private static V4l2Buffer NewBuffer() => new() { Type = V4l2Requests.CaptureStream, Memory = V4l2Requests.MappedMemory };

    private unsafe void CheckCapability()
    {
        V4l2Capability capability = default;
        _device.Control(V4l2Requests.QueryCapability, ref capability, "this is no V4L2 camera");
        uint can = (capability.Capabilities & V4l2Capability.HasDeviceCapabilities) != 0 ? capability.DeviceCapabilities : capability.Capabilities;
        string name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(capability.Card));
        if ((can & V4l2Capability.VideoCapture) == 0)
        {
            throw _device.Failure((can & V4l2Capability.VideoCapturePlanes) != 0
                ? $"'{name}' gives its planes in buffers of their own, which is not read here; docs/camera.md shows the way through rpicam-vid"
                : $"'{name}' takes no pictures; cameras often have several device files, of which the first is the one: see v4l2-ctl --list-devices");
        }

        if ((can & V4l2Capability.Streaming) == 0)
        {
            throw _device.Failure($"'{name}' cannot fill buffers of its driver");
        }
    }

    private FrameFormat Negotiate(int width, int height)
    {
        string offered = "";
        foreach (uint code in V4l2Formats.Codes)
        {
            V4l2Format format = new() { Type = V4l2Requests.CaptureStream };
            format.Data.Pixels.Width = (uint)width;
            format.Data.Pixels.Height = (uint)height;
            format.Data.Pixels.PixelFormat = code;
            // 1: whole frames, not interlaced ones.
            format.Data.Pixels.Field = 1;
            _device.Control(V4l2Requests.SetFormat, ref format, "the camera takes no format; does another program use it?");

            // A driver that does not have the format answers with another one that it has.
            if (V4l2Formats.Translate(format.Data.Pixels) is { } known)
            {
                return known;
            }

            offered = V4l2Formats.Letters(format.Data.Pixels.PixelFormat);
        }

        throw _device.Failure($"the camera gives {offered} frames only, which are not read here; 'v4l2-ctl --list-formats-ext' shows what it has: docs/camera.md names the formats");
    }

    private MappedFrame[] MapBuffers()
    {
        V4l2RequestBuffers request = new() { Count = Buffers, Type = V4l2Requests.CaptureStream, Memory = V4l2Requests.MappedMemory };
        _device.Control(V4l2Requests.RequestBuffers, ref request, "the camera has no buffers");
        var frames = new List<MappedFrame>();
        for (uint i = 0; i < request.Count; i++)
        {
            V4l2Buffer buffer = NewBuffer();
            buffer.Index = i;
            _device.Control(V4l2Requests.QueryBuffer, ref buffer, "the camera does not tell where its buffers are");
            MappedFrame frame = new(_device.Handle, buffer);
            if (frame.IsInvalid)
            {
                throw _device.Failure($"cannot map the camera's buffers: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            frames.Add(frame);
        }

        return frames.Count > 1 ? [.. frames] : throw _device.Failure($"the camera has {frames.Count} buffers; 2 are needed");
    }

    private bool TryDequeue(ref V4l2Buffer buffer)
    {
        int error = _device.TryControl(V4l2Requests.Dequeue, ref buffer);
        return error switch
        {
            LibC.TryAgain => false,
            0 when buffer.Index < _frames.Length => true,
            0 => throw _device.Failure($"the camera filled a buffer {buffer.Index}; it has {_frames.Length}"),
            _ => throw _device.Failure($"the camera gives no frame: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    private void Queue(int index)
    {
        V4l2Buffer buffer = NewBuffer();
        buffer.Index = (uint)index;
        _device.Control(V4l2Requests.Queue, ref buffer, "the camera does not take its buffer back");
    }
}
