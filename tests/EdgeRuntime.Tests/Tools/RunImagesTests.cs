using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Tools;

/// <summary>What <c>rsdtr-edge run</c> says of images: a network of one pixel, whose first score is the last plane and whose second the first.</summary>
public sealed class RunImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // 51 is a fifth of 255.
    [InlineData(new string[0], "blue 1  red 0.2", "red 1  blue 0")]
    [InlineData(new[] { "--channels", "bgr" }, "red 1  blue 0.2", "blue 1  red 0")]
    // Means belong to the planes in the order in which the network takes them.
    [InlineData(new[] { "--mean", "0.5,0.5,0.25" }, "blue 0.75  red -0.3", "red 0.5  blue -0.25")]
    [InlineData(new[] { "--mean", "0.5,0.5,0.25", "--channels", "bgr" }, "red 0.5  blue -0.05", "blue 0.75  red -0.5")]
    public void The_classes_of_two_colours_are_told_by_their_folders(string[] options, string blue, string red)
    {
        Save("images/blue/sky.png", 51, 102, 255);
        Save("images/red/rose.png", 255, 0, 0);
        string model = _folder.AddBytes("pixel.onnx", new TinyModel()
            .Initializer("w", [0, 1, 0, 0, 1, 0], 3, 2)
            .Node("Flatten", ["x"], ["planes"])
            .Node("MatMul", ["planes", "w"], ["scores"])
            .Input("x", TensorElementType.Float, "1", "3", "1", "1").Output("scores", TensorElementType.Float, "1", "2")
            .ToArray());
        (int code, string output, string error) = EdgeTool.Run(["run", model, "--input", _folder.File("images"), .. options]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            ["blue/sky.png (labelled blue)", $"  scores [1,2]: {blue}", "red/rose.png (labelled red)", $"  scores [1,2]: {red}"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
    }

    [Fact]
    public void Folders_of_some_of_the_classes_name_none()
    {
        Save("images/cross/0.png", 51, 0, 255);
        Save("images/star/0.png", 255, 0, 0);
        string model = _folder.AddBytes("planes.onnx", new TinyModel()
            .Node("Flatten", ["x"], ["planes"])
            .Input("x", TensorElementType.Float, "1", "3", "1", "1").Output("planes", TensorElementType.Float, "1", "3")
            .ToArray());
        (int code, string output, string error) = EdgeTool.Run("run", model, "--input", _folder.File("images"), "--top", "1");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            ["cross/0.png (labelled cross)", "  planes [1,3]: 2 1", "star/0.png (labelled star)", "  planes [1,3]: 0 1"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
    }

    [Fact]
    public void Outputs_that_are_no_numbers_are_counted()
    {
        // The roots of -0.25, 0 and 0.25.
        Save("image.png", 0, 0, 0);
        string model = _folder.AddBytes("roots.onnx", new TinyModel()
            .Initializer("shift", [-0.25f, 0, 0.25f], 1, 3)
            .Node("Flatten", ["x"], ["planes"]).Node("Add", ["planes", "shift"], ["shifted"]).Node("Sqrt", ["shifted"], ["roots"])
            .Input("x", TensorElementType.Float, "1", "3", "1", "1").Output("roots", TensorElementType.Float, "1", "3")
            .ToArray());
        (int code, string output, string error) = EdgeTool.Run("run", model, "--input", _folder.File("image.png"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("roots [1,3]: 1 of 3 are NaN: 2 0.5  1 0  0 NaN", output, StringComparison.Ordinal);
    }

    private void Save(string name, byte red, byte green, byte blue)
    {
        RgbImage image = new(1, 1);
        new byte[] { red, green, blue }.CopyTo(image.Samples);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        PngEncoder.Save(_folder.File(name), image);
    }
}
