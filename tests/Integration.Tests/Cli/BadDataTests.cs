using RsdtrEdge.Runtime.DataSets;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>Each bad calibration set gives one line, exit code 1, and no file.</summary>
public sealed class BadDataTests : CliTest
{
    [Fact]
    public void A_path_that_is_not_there()
    {
        Assert.Equal(("absent", "RSDTR1101"), Origin(Compress("absent")));
        Assert.Equal(("absent.npy", "RSDTR1101"), Origin(Compress("absent.npy")));
        Assert.Equal(("absent", "RSDTR1101"), Origin(Fail(1, "evaluate", Model, "--data", "absent")));
    }

    [Fact]
    public void A_folder_without_images()
    {
        Directory.CreateDirectory(Full("images"));
        Assert.Equal(("images", "RSDTR1105"), Origin(Compress("images")));
    }

    [Fact]
    public void A_damaged_image()
    {
        Write("images/damaged.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H']);
        ErrorLine line = Compress("images");
        Assert.Equal(("images", "RSDTR1102"), Origin(line));
        Assert.Contains("'damaged.png'", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_of_another_shape()
    {
        NpyWriter.Save(Full("wide.npy"), new float[2 * 3 * 9 * 8], 2, 3, 9, 8);
        ErrorLine line = Compress("wide.npy");
        Assert.Equal(("wide.npy", "RSDTR1103"), Origin(line));
        Assert.Contains("9", line.Message, StringComparison.Ordinal);
        Assert.Contains("8", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_without_labels_where_there_is_nothing_else_to_measure()
    {
        NpyWriter.Save(Full("set.npy"), new float[2 * 3 * 8 * 8], 2, 3, 8, 8);
        ErrorLine line = Fail(1, "evaluate", Model, "--data", "set.npy");
        Assert.Equal(("set.npy", "RSDTR1108"), Origin(line));
        Assert.Contains("--against", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_array()
    {
        Write("cut.npy", "\u0093NUMPY"u8.ToArray());
        Assert.Equal(("cut.npy", "RSDTR1104"), Origin(Compress("cut.npy")));
    }

    private ErrorLine Compress(string path) => Fail(1, "compress", Model, "--max-parameters", "50%", "--calibration", path, "-o", "out.onnx");

    private static (string, string) Origin(ErrorLine line) => (line.Origin, line.Code);
}
