using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Frames;

namespace RsdtrEdge.Runtime.Tests.Imaging.Frames;

/// <summary>What a frame of luma and chroma should give: double sums over both axes, in float64, with the standards' decimal weights.</summary>
internal static class YuvReference
{
    /// <summary>Resampled, then converted and clipped, then normalized.</summary>
    public static double[] Tensor(TestFrame frame, FrameArea area, ImagePlacement placement, int height, int width, ImagePreprocessing preprocessing)
    {
        double[] tensor = new double[3 * height * width];
        double[,,] mixed = Resample((x, y) => Vector(frame[area.Left + x, area.Top + y]), area.Width, area.Height, placement.Width, placement.Height);
        for (int y = 0; y < placement.Height; y++)
        {
            for (int x = 0; x < placement.Width; x++)
            {
                double[] color = [.. ToRgb(frame.Format, [mixed[y, x, 0], mixed[y, x, 1], mixed[y, x, 2]]).Select(value => Math.Clamp(value, 0, 255))];
                for (int plane = 0; plane < 3; plane++)
                {
                    double value = color[preprocessing.Channels == ChannelOrder.Bgr ? 2 - plane : plane];
                    tensor[(((plane * height) + y + placement.Top) * width) + x + placement.Left] = ((value / 255) - preprocessing.Mean[plane]) / preprocessing.Std[plane];
                }
            }
        }

        return tensor;
    }

    /// <summary>Each pixel converted, then resampled, in shares of 255.</summary>
    public static double[] ConvertedFirst(TestFrame frame, FrameArea area, int height, int width)
    {
        double[] tensor = new double[3 * height * width];
        double[,,] mixed = Resample((x, y) => ToRgb(frame.Format, Vector(frame[x, y])), area.Width, area.Height, width, height);
        for (int i = 0; i < tensor.Length; i++)
        {
            tensor[i] = mixed[i / width % height, i % width, i / (width * height)] / 255;
        }

        return tensor;
    }

    private static double[] ToRgb(FrameFormat format, double[] yuv)
    {
        bool isLimited = format.Range == YuvRange.Limited;
        double y = isLimited ? (yuv[0] - 16) * 255 / 219 : yuv[0];
        double cb = (yuv[1] - 128) * (isLimited ? 255.0 / 224 : 1);
        double cr = (yuv[2] - 128) * (isLimited ? 255.0 / 224 : 1);
        return format.Matrix == YuvMatrix.Bt601
            ? [y + (1.402 * cr), y - (0.344136286 * cb) - (0.714136286 * cr), y + (1.772 * cb)]
            : [y + (1.5748 * cr), y - (0.187324273 * cb) - (0.468124273 * cr), y + (1.8556 * cb)];
    }

    private static double[] Vector((int First, int Second, int Third) pixel) => [pixel.First, pixel.Second, pixel.Third];

    private static double[,,] Resample(Func<int, int, double[]> pixel, int width, int height, int targetWidth, int targetHeight)
    {
        TriangleFilter vertical = new(height, targetHeight);
        TriangleFilter horizontal = new(width, targetWidth);
        double[,,] mixed = new double[targetHeight, targetWidth, 3];
        for (int y = 0; y < targetHeight; y++)
        {
            for (int x = 0; x < targetWidth; x++)
            {
                ReadOnlySpan<float> rows = vertical.Taps(y, out int top);
                ReadOnlySpan<float> columns = horizontal.Taps(x, out int left);
                for (int i = 0; i < rows.Length; i++)
                {
                    for (int j = 0; j < columns.Length; j++)
                    {
                        double[] values = pixel(left + j, top + i);
                        for (int k = 0; k < 3; k++)
                        {
                            mixed[y, x, k] += (double)rows[i] * columns[j] * values[k];
                        }
                    }
                }
            }
        }

        return mixed;
    }
}
