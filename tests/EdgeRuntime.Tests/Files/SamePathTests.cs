using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Tests.DataSets;

namespace RsdtrEdge.Runtime.Tests.Files;

public sealed class SamePathTests
{
    [Theory]
    [InlineData("images", "images", true)]
    [InlineData("images/", "images", true)]
    [InlineData("images", "./other/../images/", true)]
    [InlineData("/", "/", true)]
    [InlineData("images", "images2", false)]
    [InlineData("images/a", "images", false)]
    [InlineData("a/images", "images", false)]
    public void Text_that_leads_to_one_place_is_the_same(string one, string other, bool isSame)
    {
        Assert.Equal(isSame, SamePath.Are(one, other));
        Assert.Equal(isSame, SamePath.Are(Path.GetFullPath(other), one));
    }

    [Theory]
    [InlineData("real/m.onnx", "folder/m.onnx", true)] // a link of a folder
    [InlineData("real/m.onnx", "file.onnx", true)] // of a file
    [InlineData("real/m.onnx", "chain/m.onnx", true)] // of a link
    [InlineData("real/new.json", "folder/new.json", true)] // of which there is none yet
    [InlineData("folder", "real", true)]
    [InlineData("real/m.onnx", "folder/n.onnx", false)]
    [InlineData("real/m.onnx", "dangling", false)]
    [InlineData("loop/m.onnx", "real/m.onnx", false)]
    [InlineData("loop/m.onnx", "loop/m.onnx", true)]
    public void Links_lead_to_where_they_lead(string one, string other, bool isSame)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links take rights there.
        }

        using TemporaryFolder folder = new();
        _ = Directory.CreateDirectory(folder.File("real"));
        File.WriteAllText(folder.File("real/m.onnx"), "");
        _ = File.CreateSymbolicLink(folder.File("folder"), "real");
        _ = File.CreateSymbolicLink(folder.File("file.onnx"), folder.File("real/m.onnx"));
        _ = File.CreateSymbolicLink(folder.File("chain"), "./folder");
        _ = File.CreateSymbolicLink(folder.File("dangling"), "absent");
        _ = File.CreateSymbolicLink(folder.File("loop"), "loop");
        Assert.Equal(isSame, SamePath.Are(folder.File(one), folder.File(other)));
        Assert.Equal(isSame, SamePath.Are(folder.File(other), folder.File(one)));
    }

    [Fact]
    public void Capitals_differ_where_the_systems_files_do() =>
        Assert.Equal(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), SamePath.Are("images", "Images"));
}
