using RsdtrEdge.Benchmarks.Images;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Benchmarks.Tests.Images;

public sealed class DamageStudyTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_is_taken_with_other_pixels_is_counted()
    {
        // The third file is refused, the second has the pixels of the undamaged one.
        ImageSide side = SideOf(file => file[0]);
        DamageStudy study = DamageStudy.Run(side, [([7], [[6], [7], [0], [5]])], s_patience);
        Assert.Equal(new DamageStudy(4, 2, null), study);
    }

    [Fact]
    public void A_file_without_an_end_ends_the_study()
    {
        using ManualResetEventSlim end = new();
        ImageSide side = SideOf(file =>
        {
            if (file.Length == 3)
            {
                end.Wait();
            }

            return file[0];
        });
        DamageStudy study = DamageStudy.Run(side, [([7], [[6], [1, 2, 3], [5]])], s_patience);
        Assert.Equal(new DamageStudy(1, 1, 3), study);
        end.Set();
    }

    [Fact]
    public void All_sides_decode_the_same_picture()
    {
        RgbImage image = new(3, 2);
        new Random(1).NextBytes(image.Samples);
        using MemoryStream stream = new();
        Runtime.Imaging.Png.PngEncoder.Write(stream, image);
        Assert.All(ImageSide.All, side =>
        {
            RgbImage decoded = new();
            Assert.True(side.TryDecode(stream.ToArray(), decoded));
            Assert.Equal(image.Samples.ToArray(), decoded.Samples.ToArray());
            Assert.Equal(side.BoardFiles.Length == 0, side.BoardBytes == 0);
        });
    }

    [Fact]
    public void Truncated_files_are_all_that_are_shorter()
    {
        byte[][] files = [.. ImageFiles.Truncated([1, 2, 3])];
        Assert.Equal([[], [1], [1, 2]], files);
    }

    [Fact]
    public void Damaged_files_differ_behind_their_beginning()
    {
        byte[] file = new byte[40];
        Assert.All(ImageFiles.Damaged(file, 50, 3), damaged =>
        {
            Assert.Equal(file.Length, damaged.Length);
            Assert.Equal([0, 0], damaged[..2]);
            Assert.InRange(damaged.Count(value => value != 0), 0, 5);
        });
        Assert.Equal(ImageFiles.Damaged(file, 5, 3), ImageFiles.Damaged(file, 5, 3));
    }

    [Theory]
    [InlineData("--shared")]
    [InlineData("--shared", "/nowhere")]
    [InlineData("--fixtures", "/nowhere")]
    [InlineData("--size", "1")]
    public void A_command_line_that_cannot_be_understood_is_refused(params string[] args)
    {
        StringWriter error = new();
        Assert.Equal(2, ImagesBenchmark.Run(args, TextWriter.Null, error));
        Assert.Contains(ImagesOptions.Usage, error.ToString(), StringComparison.Ordinal);
    }

    private static ImageSide SideOf(Func<byte[], byte> decode) => new("test", new ImageReader(new Decoder(decode)), []);

    /// <summary>Makes one pixel of a file; 0 stands for a file that is refused.</summary>
    private sealed class Decoder(Func<byte[], byte> decode) : IImageDecoder
    {
        public string FormatName => "test";

        public bool Recognizes(ReadOnlySpan<byte> start) => true;

        public void Decode(ReadOnlySpan<byte> encoded, RgbImage destination)
        {
            byte value = decode(encoded.ToArray());
            if (value == 0)
            {
                throw new InvalidDataException("zero");
            }

            destination.Resize(1, 1);
            destination.Samples.Fill(value);
        }
    }
}
