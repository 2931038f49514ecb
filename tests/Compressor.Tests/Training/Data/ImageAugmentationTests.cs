using RsdtrEdge.Compressor.Training.Data;
using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Compressor.Tests.Training.Data;

public sealed class ImageAugmentationTests
{
    private static readonly SampleShape Shape = new(2, 3, 4);

    [Fact]
    public void A_mirror_turns_each_row_and_twice_is_nothing()
    {
        float[] image = Numbered();
        ImageAugmentation.Mirror(image, Shape);
        Assert.Equal([3f, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20], image);
        ImageAugmentation.Mirror(image, Shape);
        Assert.Equal(Numbered(), image);
    }

    [Fact]
    public void A_shift_moves_all_planes_and_lets_zero_in()
    {
        float[] image = Numbered();
        Changes(AugmentationSettings.None).Shift(image, down: 1, right: -2);
        Assert.Equal([0f, 0, 0, 0, 2, 3, 0, 0, 6, 7, 0, 0, 0, 0, 0, 0, 14, 15, 0, 0, 18, 19, 0, 0], image);
        image = Numbered();
        Changes(AugmentationSettings.None).Shift(image, down: -2, right: 3);
        Assert.Equal([0f, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0], image);
    }

    [Fact]
    public void Quarters_of_a_turn_go_counter_clockwise_and_four_are_a_whole_one()
    {
        ImageAugmentation square = new(AugmentationSettings.None, new SampleShape(1, 3, 3), []);
        float[] image = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        square.Turn(image, 1);
        Assert.Equal([2f, 5, 8, 1, 4, 7, 0, 3, 6], image);
        square.Turn(image, 3);
        Assert.Equal([0f, 1, 2, 3, 4, 5, 6, 7, 8], image);
        square.Turn(image, 2);
        Assert.Equal([8f, 7, 6, 5, 4, 3, 2, 1, 0], image);
    }

    [Fact]
    public void Images_that_are_not_square_are_turned_by_halves()
    {
        float[] image = Numbered();
        Changes(AugmentationSettings.None).Turn(image, 1);
        Assert.Equal(Numbered(), image);
        Changes(AugmentationSettings.None).Turn(image, 3);
        Assert.Equal([.. Numbered().Take(12).Reverse(), .. Numbered().Skip(12).Reverse()], image);
    }

    [Fact]
    public void All_four_turns_are_drawn_and_the_other_changes_stay()
    {
        ImageAugmentation turns = Changes(new AugmentationSettings { Flip = true, Turn = true });
        ImageAugmentation flips = Changes(new AugmentationSettings { Flip = true });
        int[] halves = new int[2];
        for (int seed = 0; seed < 400; seed++)
        {
            (float[] turned, float[] flipped) = (Numbered(), Numbered());
            turns.Apply(turned, new SeededGenerator(seed));
            flips.Apply(flipped, new SeededGenerator(seed));
            bool isHalf = !turned.SequenceEqual(flipped);
            halves[isHalf ? 1 : 0]++;
            if (isHalf)
            {
                Changes(AugmentationSettings.None).Turn(turned, 2);
                Assert.Equal(flipped, turned);
            }
        }

        // Within five standard deviations of a half.
        Assert.InRange(halves[1], 150, 250);
    }

    [Fact]
    public void No_shift_is_nothing()
    {
        float[] image = Numbered();
        Changes(AugmentationSettings.None).Shift(image, 0, 0);
        Assert.Equal(Numbered(), image);
    }

    [Fact]
    public void Without_any_change_an_image_is_what_it_was()
    {
        ImageAugmentation none = Changes(AugmentationSettings.None);
        for (int seed = 0; seed < 20; seed++)
        {
            float[] image = Numbered();
            none.Apply(image, new SeededGenerator(seed));
            Assert.Equal(Numbered(), image);
        }
    }

    [Fact]
    public void Shifts_reach_all_places_within_their_bound_and_none_beyond()
    {
        SampleShape shape = new(1, 16, 8);
        // An eighth: two rows, one column.
        ImageAugmentation shifts = new(new AugmentationSettings { Shift = 0.125 }, shape, []);
        HashSet<int> places = [];
        for (int seed = 0; seed < 500; seed++)
        {
            float[] image = new float[shape.Length];
            image[(8 * 8) + 4] = 1;
            shifts.Apply(image, new SeededGenerator(seed));
            places.Add(Array.IndexOf(image, 1f));
        }

        Assert.Equal(
            Enumerable.Range(6, 5).SelectMany(row => Enumerable.Range(3, 3).Select(column => (row * 8) + column)), places.Order());
    }

    [Fact]
    public void What_a_shift_lets_in_is_zero_whatever_the_colours()
    {
        SampleShape shape = new(1, 8, 8);
        ImageAugmentation both = new(new AugmentationSettings { Shift = 0.25, ColourNoise = 0.5 }, shape, [new PlaneStatistics(3, 2)]);
        ImageAugmentation shifts = new(new AugmentationSettings { Shift = 0.25 }, shape, []);
        for (int seed = 0; seed < 50; seed++)
        {
            float[] coloured = [.. Enumerable.Repeat(5f, 64)], shifted = [.. coloured];
            both.Apply(coloured, new SeededGenerator(seed));
            shifts.Apply(shifted, new SeededGenerator(seed));
            // One number is left for the image, another than it was, and 0 where the shift alone has it.
            Assert.Equal(shifted.Select(value => value == 0), coloured.Select(value => value == 0));
            Assert.NotEqual(5f, Assert.Single(coloured.Where(value => value != 0).Distinct()));
        }
    }

    [Fact]
    public void About_every_second_image_is_mirrored()
    {
        ImageAugmentation flips = Changes(new AugmentationSettings { Flip = true });
        int mirrored = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            float[] image = Numbered();
            flips.Apply(image, new SeededGenerator(seed));
            mirrored += image[0] == 3 ? 1 : 0;
        }

        // Five standard deviations of a fair coin.
        Assert.InRange(mirrored, 420, 580);
    }

    [Fact]
    public void What_is_switched_off_leaves_the_other_changes_as_they_were()
    {
        SampleShape shape = new(1, 8, 8);
        ImageAugmentation both = new(new AugmentationSettings { Flip = true, Shift = 0.25 }, shape, []);
        ImageAugmentation shifts = new(new AugmentationSettings { Shift = 0.25 }, shape, []);
        // The same from left and right, so that a mirror does nothing.
        float[] column = [.. Enumerable.Range(0, 64).Select(i => (float)(i / 8))];
        for (int seed = 0; seed < 50; seed++)
        {
            float[] x = [.. column];
            float[] y = [.. column];
            both.Apply(x, new SeededGenerator(seed));
            shifts.Apply(y, new SeededGenerator(seed));
            Assert.Equal(y, x);
        }
    }

    [Fact]
    public void Colour_noise_keeps_the_pattern_of_a_plane_and_is_as_large_as_asked_for()
    {
        PlaneStatistics[] planes = [new(5, 2), new(10, 0.5f)];
        ImageAugmentation noise = new(new AugmentationSettings { ColourNoise = 0.1 }, Shape, planes);
        double[] brightness = new double[1000];
        double[] contrast = new double[1000];
        for (int seed = 0; seed < brightness.Length; seed++)
        {
            // A line a x + b of the values: contrast a, and brightness what becomes of the mean.
            float[] image = [.. Enumerable.Repeat(5f, 6), .. Enumerable.Repeat(7f, 6), .. Enumerable.Repeat(10f, 12)];
            noise.Apply(image, new SeededGenerator(seed));
            Assert.Single(image[..6].Distinct());
            Assert.Single(image[6..12].Distinct());
            brightness[seed] = (image[0] - 5) / 2;
            contrast[seed] = ((image[6] - image[0]) / 2) - 1;
        }

        // The deviation of 1,000 draws is within 12 % of 0.1 (five standard deviations), their mean within 0.016.
        foreach (double[] draws in (double[][])[brightness, contrast])
        {
            Assert.InRange(draws.Average(), -0.016, 0.016);
            Assert.InRange(Math.Sqrt(draws.Average(x => x * x)), 0.088, 0.112);
        }
    }

    [Fact]
    public void The_statistics_of_planes_are_over_all_images()
    {
        FloatImages images = new(new SampleShape(2, 1, 2));
        images.Add([1, 3, 5, 5]);
        images.Add([1, 3, 5, 5]);
        PlaneStatistics[] planes = PlaneStatistics.Of(images, CancellationToken.None);
        Assert.Equal([new PlaneStatistics(2, 1), new PlaneStatistics(5, 0)], planes);
    }

    private static ImageAugmentation Changes(AugmentationSettings settings) => new(settings, Shape, []);

    private static float[] Numbered() => [.. Enumerable.Range(0, (int)Shape.Length).Select(i => (float)i)];
}
