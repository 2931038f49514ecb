using RsdtrEdge.Runtime.Files;

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

    [Fact]
    public void Capitals_differ_where_the_systems_files_do() =>
        Assert.Equal(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), SamePath.Are("images", "Images"));
}
