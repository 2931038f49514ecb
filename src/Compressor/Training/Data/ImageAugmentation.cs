using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Training.Data;

/// <summary>Changes one image after the other, each by what its own generator draws. Serves one thread at a time.</summary>
/// <param name="settings">Which changes.</param>
/// <param name="shape">The shape of each image.</param>
/// <param name="planes">The statistics of each plane; not read without colour noise.</param>
internal sealed class ImageAugmentation(AugmentationSettings settings, SampleShape shape, PlaneStatistics[] planes)
{
    private readonly float[] _plane = new float[shape.Height * shape.Width];
    private readonly int _rows = (int)(shape.Height * settings.Shift);
    private readonly int _columns = (int)(shape.Width * settings.Shift);

    /// <summary>Changes an image in its place.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="generator">What draws.</param>
    public void Apply(Span<float> image, SeededGenerator generator)
    {
        // Drawn whether it is used or not: what is switched off leaves the other changes as they were.
        bool flips = generator.NextInt32(2) == 1;
        int down = generator.NextInt32((2 * _rows) + 1) - _rows;
        int right = generator.NextInt32((2 * _columns) + 1) - _columns;
        if (settings.Flip && flips)
        {
            Mirror(image, shape);
        }

        // What the shift brings in is 0 in the numbers that are fed, whatever the colours.
        if (settings.ColourNoise > 0)
        {
            ChangeColours(image, generator);
        }

        Shift(image, down, right);

        // Drawn last, so that whoever turns no image has the changes that were drawn before there were turns.
        if (settings.Turn)
        {
            Turn(image, generator.NextInt32(4));
        }
    }

    /// <summary>Turns an image counter-clockwise; one that is not square by halves only.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="quarters">Quarters of a turn, 0 to 3; of an image that is not square 1 counts as 0 and 3 as 2.</param>
    public void Turn(Span<float> image, int quarters)
    {
        if (quarters % 2 == 1 && shape.Height == shape.Width)
        {
            for (int start = 0; start < image.Length; start += _plane.Length)
            {
                Span<float> plane = image.Slice(start, _plane.Length);
                plane.CopyTo(_plane);
                for (int row = 0; row < shape.Height; row++)
                {
                    for (int column = 0; column < shape.Width; column++)
                    {
                        plane[(row * shape.Width) + column] = _plane[(column * shape.Width) + shape.Width - 1 - row];
                    }
                }
            }
        }

        for (int start = 0; quarters >= 2 && start < image.Length; start += _plane.Length)
        {
            image.Slice(start, _plane.Length).Reverse();
        }
    }

    /// <summary>Mirrors an image, left for right.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="shape">Its shape.</param>
    public static void Mirror(Span<float> image, SampleShape shape)
    {
        for (int start = 0; start < image.Length; start += shape.Width)
        {
            image.Slice(start, shape.Width).Reverse();
        }
    }

    /// <summary>Moves an image; what comes in from outside is 0.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="down">Rows downwards, negative for upwards; less than the height.</param>
    /// <param name="right">Columns to the right, negative for to the left; less than the width.</param>
    public void Shift(Span<float> image, int down, int right)
    {
        if (down == 0 && right == 0)
        {
            return;
        }

        int kept = shape.Width - Math.Abs(right);
        for (int start = 0; start < image.Length; start += _plane.Length)
        {
            Span<float> plane = image.Slice(start, _plane.Length);
            plane.CopyTo(_plane);
            plane.Clear();
            for (int row = Math.Max(0, down); row < Math.Min(shape.Height, shape.Height + down); row++)
            {
                _plane.AsSpan(((row - down) * shape.Width) + Math.Max(0, -right), kept).CopyTo(plane[((row * shape.Width) + Math.Max(0, right))..]);
            }
        }
    }

    private void ChangeColours(Span<float> image, SeededGenerator generator)
    {
        for (int plane = 0; plane < planes.Length; plane++)
        {
            (float mean, float deviation) = (planes[plane].Mean, planes[plane].Deviation);
            float contrast = (float)(1 + (settings.ColourNoise * generator.NextNormal()));
            float brightness = (float)(settings.ColourNoise * generator.NextNormal() * deviation);
            foreach (ref float value in image.Slice(plane * _plane.Length, _plane.Length))
            {
                value = mean + ((value - mean) * contrast) + brightness;
            }
        }
    }
}
