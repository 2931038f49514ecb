using System.Runtime.InteropServices;

namespace RsdtrEdge.Samples.FaceDetector.Cameras.V4l2;

/// <summary><c>struct v4l2_pix_format</c> of linux/videodev2.h: 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct V4l2PixelFormat
{
    /// <summary>Columns.</summary>
    public uint Width;

    /// <summary>Rows.</summary>
    public uint Height;

    /// <summary>The pixels' code of four letters.</summary>
    public uint PixelFormat;

    /// <summary>Whether frames are interlaced; 1: they are not.</summary>
    public uint Field;

    /// <summary>Bytes from the start of one row to that of the next.</summary>
    public uint BytesPerLine;

    /// <summary>Bytes of a frame.</summary>
    public uint SizeImage;

    /// <summary>The colour space (<c>enum v4l2_colorspace</c>).</summary>
    public uint ColorSpace;

    /// <summary>Whether the fields from here on are filled.</summary>
    public uint Private;

    /// <summary>Flags of the format.</summary>
    public uint Flags;

    /// <summary>How colours become luma and chroma (<c>enum v4l2_ycbcr_encoding</c>); 0: as the colour space has it.</summary>
    public uint YcbcrEncoding;

    /// <summary>The levels in use (<c>enum v4l2_quantization</c>); 0: as the colour space has it.</summary>
    public uint Quantization;

    /// <summary>The transfer function (<c>enum v4l2_xfer_func</c>).</summary>
    public uint TransferFunction;
}
