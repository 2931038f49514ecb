namespace RsdtrEdge.Runtime.Imaging.Jpeg;

/// <summary>From a decoded frame to pixels: inverse DCT where that is still to do, upsampling, colours.</summary>
internal static class JpegReconstruction
{
    public static void Write(JpegFrame frame, JpegColorModel model, RgbImage image)
    {
        if (frame.IsProgressive)
        {
            foreach (JpegComponent component in frame.Components)
            {
                TransformAll(component);
            }
        }

        JpegUpsampler[] upsamplers = Array.ConvertAll(frame.Components, component => new JpegUpsampler(frame, component));
        try
        {
            for (int y = 0; y < frame.Height; y++)
            {
                WriteRow(upsamplers, model, y, image.Row(y));
            }
        }
        finally
        {
            foreach (JpegUpsampler upsampler in upsamplers)
            {
                upsampler.Dispose();
            }
        }
    }

    private static void TransformAll(JpegComponent component)
    {
        for (int y = 0; y < component.BlocksHigh; y++)
        {
            for (int x = 0; x < component.BlocksWide; x++)
            {
                Span<short> block = component.Coefficients(x, y);
                Span<byte> samples = component.BlockSamples(x, y);
                if (block[1..].ContainsAnyExcept((short)0))
                {
                    JpegInverseDct.Transform(block, component.Steps, samples, component.Stride);
                }
                else
                {
                    JpegInverseDct.TransformConstant(block[0], component.Steps![0], samples, component.Stride);
                }
            }
        }
    }

    private static void WriteRow(JpegUpsampler[] upsamplers, JpegColorModel model, int y, Span<byte> row)
    {
        ReadOnlySpan<byte> first = upsamplers[0].Row(y);
        if (model == JpegColorModel.Grey)
        {
            JpegColorConverter.GreyToRgb(first, row);
            return;
        }

        ReadOnlySpan<byte> second = upsamplers[1].Row(y);
        ReadOnlySpan<byte> third = upsamplers[2].Row(y);
        if (model is JpegColorModel.YCbCr or JpegColorModel.Ycck)
        {
            JpegColorConverter.YCbCrToRgb(first, second, third, row);
        }
        else
        {
            JpegColorConverter.Interleave(first, second, third, row);
        }

        if (model is JpegColorModel.Ycck)
        {
            JpegColorConverter.Invert(row);
        }

        if (model is JpegColorModel.Ycck or JpegColorModel.Cmyk)
        {
            JpegColorConverter.MultiplyBlack(row, upsamplers[3].Row(y));
        }
    }
}
