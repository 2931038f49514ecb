using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;

namespace RsdtrEdge.Runtime.Tests.Imaging;

public sealed class ImagePreprocessingTests
{
    [Fact]
    public void Means_and_deviations_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new ImagePreprocessing { Mean = [1, 2] });
        Assert.Throws<ArgumentException>(() => new ImagePreprocessing { Mean = [float.NaN] });
        Assert.Throws<ArgumentException>(() => new ImagePreprocessing { Std = [1, 0, 1] });
    }

    [Fact]
    public void Text_is_read_as_command_lines_give_it()
    {
        ImagePreprocessing preprocessing = ImagePreprocessing.Parse("0.485,0.456, 0.406", "0.5", "bgr", "fit");
        Assert.Equal([0.485f, 0.456f, 0.406f], preprocessing.Mean);
        Assert.Equal([0.5f], preprocessing.Std);
        Assert.Equal((ChannelOrder.Bgr, ResizeMode.Fit), (preprocessing.Channels, preprocessing.Resize));
    }

    [Fact]
    public void What_is_left_out_keeps_its_default()
    {
        ImagePreprocessing preprocessing = ImagePreprocessing.Parse(null, "", null, null);
        Assert.Equal([0f, 0f, 0f], preprocessing.Mean);
        Assert.Equal([1f, 1f, 1f], preprocessing.Std);
        Assert.Equal((ChannelOrder.Rgb, ResizeMode.Stretch), (preprocessing.Channels, preprocessing.Resize));
    }

    [Theory]
    [InlineData("1,2", null, null, null, "--mean")]
    [InlineData("a", null, null, null, "--mean")]
    [InlineData("NaN", null, null, null, "--mean")]
    [InlineData(null, "0,1,1", null, null, "--std")]
    [InlineData(null, null, "RGBA", null, "--channels")]
    [InlineData(null, null, null, "crop", "--resize")]
    public void Wrong_text_names_its_option(string? mean, string? std, string? channels, string? resize, string option)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => ImagePreprocessing.Parse(mean, std, channels, resize));
        Assert.Same(ToolDiagnostics.WrongUsage, exception.Diagnostic.Descriptor);
        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
    }
}
