using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Packaging;

/// <summary>The packages' icon is what <see cref="PackageIcon"/> draws. To change it, change the drawing and run this test once with RSDTR_WRITE_ICON=1.</summary>
public sealed class PackageIconTests
{
    private static readonly string s_path = Path.Combine(RepositoryLayout.Root, "src", "Packaging", "icon.png");

    [Fact]
    public void The_file_is_the_drawing()
    {
        RgbImage drawn = PackageIcon.Draw();
        if (Environment.GetEnvironmentVariable("RSDTR_WRITE_ICON") == "1")
        {
            PngEncoder.Save(s_path, drawn);
        }

        var kept = new RgbImage();
        ImageReader.Default.Decode(File.ReadAllBytes(s_path), kept, s_path);
        Assert.Equal((PackageIcon.Size, PackageIcon.Size), (kept.Width, kept.Height));
        // Pixels, not bytes: another version of the compressor may pack them otherwise.
        Assert.Equal(drawn.Samples, kept.Samples);
    }
}
