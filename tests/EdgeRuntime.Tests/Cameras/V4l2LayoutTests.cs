using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging.Frames;
using RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

namespace RsdtrEdge.Runtime.Tests.Cameras;

/// <summary>
/// What can be held of the sample's camera without one: sizes and offsets of linux/videodev2.h on 64-bit machines, the numbers that follow from them
/// (as strace prints them), and what is said where there is no camera.
/// </summary>
public sealed class V4l2LayoutTests
{
    [Fact]
    public void Structures_have_the_kernels_sizes()
    {
        Assert.Equal(104, Unsafe.SizeOf<V4l2Capability>());
        Assert.Equal(48, Unsafe.SizeOf<V4l2PixelFormat>());
        Assert.Equal(208, Unsafe.SizeOf<V4l2Format>());
        Assert.Equal(20, Unsafe.SizeOf<V4l2RequestBuffers>());
        Assert.Equal(16, Unsafe.SizeOf<V4l2TimeCode>());
        Assert.Equal(88, Unsafe.SizeOf<V4l2Buffer>());
        Assert.Equal(8, Unsafe.SizeOf<PollRequest>());
    }

    [Fact]
    public void Fields_lie_where_the_kernel_has_them()
    {
        Assert.Equal(16, Offset<V4l2Capability>(nameof(V4l2Capability.Card)));
        Assert.Equal(80, Offset<V4l2Capability>(nameof(V4l2Capability.Version)));
        Assert.Equal(84, Offset<V4l2Capability>(nameof(V4l2Capability.Capabilities)));
        Assert.Equal(88, Offset<V4l2Capability>(nameof(V4l2Capability.DeviceCapabilities)));
        Assert.Equal(8, Offset<V4l2Format>(nameof(V4l2Format.Data)));
        Assert.Equal(16, Offset<V4l2PixelFormat>(nameof(V4l2PixelFormat.BytesPerLine)));
        Assert.Equal(40, Offset<V4l2PixelFormat>(nameof(V4l2PixelFormat.Quantization)));
        Assert.Equal(8, Offset<V4l2Buffer>(nameof(V4l2Buffer.BytesUsed)));
        Assert.Equal(24, Offset<V4l2Buffer>(nameof(V4l2Buffer.Time)));
        Assert.Equal(40, Offset<V4l2Buffer>(nameof(V4l2Buffer.TimeCode)));
        Assert.Equal(56, Offset<V4l2Buffer>(nameof(V4l2Buffer.Sequence)));
        Assert.Equal(60, Offset<V4l2Buffer>(nameof(V4l2Buffer.Memory)));
        Assert.Equal(64, Offset<V4l2Buffer>(nameof(V4l2Buffer.Location)));
        Assert.Equal(72, Offset<V4l2Buffer>(nameof(V4l2Buffer.Length)));
        Assert.Equal(4, Offset<PollRequest>(nameof(PollRequest.Events)));
    }

    [Fact]
    public void Requests_have_the_kernels_numbers()
    {
        Assert.Equal(0x80685600u, V4l2Requests.QueryCapability);
        Assert.Equal(0xC0D05605u, V4l2Requests.SetFormat);
        Assert.Equal(0xC0145608u, V4l2Requests.RequestBuffers);
        Assert.Equal(0xC0585609u, V4l2Requests.QueryBuffer);
        Assert.Equal(0xC058560Fu, V4l2Requests.Queue);
        Assert.Equal(0xC0585611u, V4l2Requests.Dequeue);
        Assert.Equal(0x40045612u, V4l2Requests.StreamOn);
        Assert.Equal(0x40045613u, V4l2Requests.StreamOff);
    }

    [Fact]
    public void A_code_of_four_letters_has_the_first_in_its_lowest_byte()
    {
        Assert.Equal(0x56595559u, V4l2Formats.Code("YUYV"));
        Assert.Equal("NV12", V4l2Formats.Letters(V4l2Formats.Code("NV12")));
    }

    [Theory]
    [InlineData("YUYV", 1280, 0, 8, 0, 0, PixelFormat.Yuyv, YuvMatrix.Bt601, YuvRange.Limited)]
    [InlineData("YUYV", 1280, 0, 7, 0, 0, PixelFormat.Yuyv, YuvMatrix.Bt601, YuvRange.Full)]
    [InlineData("NV12", 640, 0, 3, 0, 0, PixelFormat.Nv12, YuvMatrix.Bt709, YuvRange.Limited)]
    [InlineData("YU12", 704, 0, 3, 1, 1, PixelFormat.I420, YuvMatrix.Bt601, YuvRange.Full)]
    [InlineData("NV12", 640, 0, 1, 2, 2, PixelFormat.Nv12, YuvMatrix.Bt709, YuvRange.Limited)]
    [InlineData("BGR3", 1920, 0, 8, 0, 0, PixelFormat.Bgr24, YuvMatrix.Bt601, YuvRange.Limited)]
    public void A_format_is_translated_and_its_defaults_follow_from_the_colour_space(
        string code, uint stride, uint field, uint space, uint encoding, uint quantization, PixelFormat pixels, YuvMatrix matrix, YuvRange range)
    {
        V4l2PixelFormat format = new()
        {
            Width = 640,
            Height = 480,
            PixelFormat = V4l2Formats.Code(code),
            Field = field,
            BytesPerLine = stride,
            ColorSpace = space,
            YcbcrEncoding = encoding,
            Quantization = quantization,
        };
        Assert.Equal(new FrameFormat(pixels, 640, 480) { Stride = (int)stride, Matrix = matrix, Range = range }, V4l2Formats.Translate(format));
    }

    [Fact]
    public void Compressed_frames_are_not_read() =>
        Assert.Null(V4l2Formats.Translate(new V4l2PixelFormat { Width = 640, Height = 480, PixelFormat = V4l2Formats.Code("MJPG") }));

    [Fact]
    public void An_absent_camera_is_one_line_with_what_to_do()
    {
        Diagnostic diagnostic = Failure("/dev/rsdtr-no-such-camera");
        Assert.Equal("/dev/rsdtr-no-such-camera", diagnostic.File);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("v4l2-ctl --list-devices", diagnostic.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_no_camera_is_refused_by_its_driver()
    {
        string path = Path.GetTempFileName();
        try
        {
            Diagnostic diagnostic = Failure(path);
            if (OperatingSystem.IsLinux())
            {
                Assert.StartsWith("this is no V4L2 camera: ", diagnostic.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);

    private static Diagnostic Failure(string path)
    {
        Diagnostic diagnostic = Assert.Throws<RsdtrException>(() => new V4l2Camera(path, 640, 480).Dispose()).Diagnostic;
        Assert.Same(DataDiagnostics.PathUnreadable, diagnostic.Descriptor);
        return diagnostic;
    }
}
