using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class ItemLocationTests : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("models/a.onnx", 4)]
    [InlineData("models\\b.onnx", 5)]
    [InlineData("models/c.onnx", 5)]
    [InlineData("globbed/d.onnx", 4)]
    public void The_line_is_that_of_the_element_that_includes_the_item(string include, int line)
    {
        string project = _folder.Write("p.csproj", """
            <Project>
              <ItemGroup>
                <None Include="models/a.onnx" />
                <RsdtrModel Include="models/a.onnx" />
                <RsdtrModel Include="models/b.onnx;
                                     models/c.onnx" />
              </ItemGroup>
            </Project>
            """);
        Assert.Equal(line, ItemLocation.FindLine(project, include));
    }

    [Fact]
    public void A_file_that_is_not_XML_has_a_first_line() =>
        Assert.Equal(1, ItemLocation.FindLine(_folder.Write("p.csproj", "no XML"), "a.onnx"));
}
