using System.Diagnostics;
using System.Globalization;
using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Benchmarks.Images;

/// <summary>
/// The runtime's decoders beside libraries that could stand in their place: pixels, what becomes of damaged files, speed and size. What docs/architecture.md rests on.
/// </summary>
internal static class ImagesBenchmark
{
    private const int Rounds = 5;
    private const int DamagedPerFile = 400;
    private const int DamageSeed = 7;
    private const byte ForgedSize = 31;

    // A file of a fixture's size takes a fraction of a millisecond.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly MarkdownSection s_section = new("images");

    /// <summary>Runs the benchmark.</summary>
    /// <param name="args">The command line behind its name.</param>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0, or 2 where the command line cannot be understood.</returns>
    public static int Run(string[] args, TextWriter writer, TextWriter error)
    {
        if (CommandLine.Read(() => ImagesOptions.Parse(args), parsed => parsed.Page, ImagesOptions.Usage, error, s_section) is not { } options)
        {
            return 2;
        }

        string conditions = string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}, one thread, the least of {Rounds} times in turns");
        writer.WriteLine(conditions);
        ReportTable table = new([("", -72), .. ImageSide.All.Select(side => (side.Name, 22))]);
        foreach (string[] row in Rows(options))
        {
            table.Add(row, writer);
        }

        if (options.Page is not null)
        {
            s_section.Replace(options.Page, $"`dotnet run -c Release --project benchmarks -p:SkiaSharpVersion={ImageSide.All[1].Version} -- images --shared ../shared`: {conditions}.\n\n{string.Join('\n', table.ToMarkdown())}");
        }

        return 0;
    }

    private static IEnumerable<string[]> Rows(ImagesOptions options)
    {
        byte[][] photographs = [.. ImageFiles.OfArchive(Path.Combine(options.Shared, "data", "photos.tar.gz"))];
        byte[][] small = [.. ImageFiles.OfArchive(Path.Combine(options.Shared, "data", "cifar10-jpeg-test.tar.gz"))];
        (byte[] File, byte[] Reference)[] pictures =
        [
            .. Directory.GetFiles(options.Fixtures, "*.png").Order(StringComparer.Ordinal)
                .Select(png => (File.ReadAllBytes(Path.ChangeExtension(png, ".jpg")), File.ReadAllBytes(png))),
        ];
        IReadOnlyList<ImageSide> sides = ImageSide.All;

        yield return Row($"JPEG fixtures with libjpeg-turbo's pixels, of {pictures.Length}", sides, side => Number(pictures.Count(picture => Difference(side, picture.File, picture.Reference) == 0)));
        foreach ((string name, byte[][] files) in ((string, byte[][])[])[("photographs", photographs), ("images of 32 x 32", small)])
        {
            int[][] differences = [.. sides.Select(side => files.Select(file => Difference(side, file, file)).ToArray())];
            yield return [$"{name} with the pixels of own, of {files.Length}", .. differences.Select(each => Number(each.Count(difference => difference == 0)))];
            yield return [$"{name}: largest difference, in levels of 255", .. differences.Select(each => Number(each.Max()))];
        }

        byte[][] some = [.. small.Take(1000)];
        foreach ((string name, byte[][] files) in ((string, byte[][])[])
            [("photographs/s, JPEG", photographs), ("photographs/s, PNG", ToPng(photographs)), ("images of 32 x 32/s, JPEG", some), ("images of 32 x 32/s, PNG", ToPng(some))])
        {
            yield return [name, .. Speeds(sides, files).Select(speed => Number((int)speed))];
        }

        yield return Row("MB in an application for a 64-bit board", sides, side => side.BoardFiles.Length == 0 ? "-" : ReportTable.Figure(side.BoardBytes / 1e6, 1));

        byte[] forged = ImageFiles.Forged(pictures.First(picture => picture.File.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) >= 0).File, ForgedSize);
        RgbImage image = new();
        yield return Row(
            $"a JPEG file of {forged.Length} bytes that declares about 8,000 x 8,000 pixels",
            sides,
            side => side.TryDecode(forged, image) ? $"shown as {image.Width} x {image.Height}" : "refused");

        byte[][] jpegs = [.. pictures.Select(picture => picture.File)];
        byte[][] pngs = [.. pictures.Select(picture => picture.Reference)];

        // A file without an end keeps its processor, so what has ends comes first: it would be slow beside others of that kind, and be taken for one.
        yield return Row($"damaged PNG files taken for images, of {pngs.Length * DamagedPerFile}", sides, side => Taken(side, pngs, Damaged));
        yield return Row($"truncated JPEG files taken for images, of {jpegs.Sum(file => file.Length)}", sides, side => Taken(side, jpegs, ImageFiles.Truncated));
        yield return Row($"damaged JPEG files taken for images, of {jpegs.Length * DamagedPerFile}", sides, side => Taken(side, jpegs, Damaged));
    }

    private static string[] Row(string name, IEnumerable<ImageSide> sides, Func<ImageSide, string> cell) => [name, .. sides.Select(cell)];

    private static IEnumerable<byte[]> Damaged(byte[] file) => ImageFiles.Damaged(file, DamagedPerFile, DamageSeed);

    private static string Taken(ImageSide side, byte[][] files, Func<byte[], IEnumerable<byte[]>> damage)
    {
        DamageStudy study = DamageStudy.Run(side, files.Select(file => (file, damage(file))), s_patience);
        return study.StuckBytes is { } stuck ? $"no end on {stuck} bytes" : Number(study.Taken);
    }

    /// <summary>The largest difference from what the runtime's own decoders make of a reference; 255 where the file is refused or has another size.</summary>
    private static int Difference(ImageSide side, byte[] file, byte[] reference)
    {
        (RgbImage expected, RgbImage actual) = (new(), new());
        ImageReader.Default.Decode(reference, expected, "image");
        if (!side.TryDecode(file, actual) || (actual.Width, actual.Height) != (expected.Width, expected.Height))
        {
            return byte.MaxValue;
        }

        int most = 0;
        for (int i = 0; i < expected.Samples.Length; i++)
        {
            most = Math.Max(most, Math.Abs(expected.Samples[i] - actual.Samples[i]));
        }

        return most;
    }

    private static byte[][] ToPng(byte[][] files) => Array.ConvertAll(files, ImageFiles.ToPng);

    /// <summary>Files a second; sides take turns, because clocks and loads drift.</summary>
    private static double[] Speeds(IReadOnlyList<ImageSide> sides, byte[][] files)
    {
        RgbImage image = new();
        double[] least = [.. Enumerable.Repeat(double.MaxValue, sides.Count)];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < sides.Count; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                foreach (byte[] file in files)
                {
                    sides[i].Reader.Decode(file, image, "image");
                }

                least[i] = Math.Min(least[i], Stopwatch.GetElapsedTime(begin).TotalSeconds);
            }
        }

        return [.. least.Select(seconds => files.Length / seconds)];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
