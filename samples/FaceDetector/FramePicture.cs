using RsdtrEdge.Runtime.Detection;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Samples.FaceDetector;

/// <summary>The last frame with its faces, as a picture.</summary>
internal sealed class FramePicture
{
    private readonly FrameFormat _format;
    private readonly FramePreprocessor _colors;
    private readonly byte[] _frame;
    private readonly List<DetectedBox> _faces = [];

    /// <summary>Makes room for a frame.</summary>
    /// <param name="format">The frames' format.</param>
    public FramePicture(FrameFormat format)
    {
        _format = format;
        // Levels in place of shares, so that rounding gives the picture's samples.
        _colors = new FramePreprocessor(format, 3, format.Height, format.Width, new ImagePreprocessing { Std = [1f / 255] });
        _frame = new byte[_colors.FrameLength];
    }

    /// <summary>Keeps a frame, which the camera may take back.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="faces">In shares of its sides.</param>
    public void Take(ReadOnlySpan<byte> frame, ReadOnlySpan<DetectedBox> faces)
    {
        frame[.._frame.Length].CopyTo(_frame);
        _faces.Clear();
        _faces.AddRange(faces);
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="path">The PNG file.</param>
    public void Save(string path)
    {
        float[] planes = new float[_colors.Length];
        _colors.Write(_frame, planes);
        RgbImage image = new(_format.Width, _format.Height);
        int pixels = _format.Width * _format.Height;
        Span<byte> samples = image.Samples;
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)Math.Clamp(MathF.Round(planes[(i % 3 * pixels) + (i / 3)]), 0, 255);
        }

        foreach (DetectedBox face in _faces)
        {
            BoxPainter.Draw(image, face.Scale(_format.Width, _format.Height));
        }

        PngEncoder.Save(path, image);
    }
}
