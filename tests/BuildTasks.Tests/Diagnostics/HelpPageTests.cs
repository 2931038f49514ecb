using RsdtrEdge.BuildTasks.Diagnostics;

namespace RsdtrEdge.BuildTasks.Tests.Diagnostics;

public sealed class HelpPageTests
{
    [Fact]
    public void The_published_page_is_linked_to_else_the_packages_own_copy()
    {
        using ProjectFolder package = new();
        string tasks = Path.Combine(package.Root, "tasks", "netstandard2.0");
        Assert.Null(HelpPage.LinkOf(null, tasks));
        package.Write("docs/errors.md", "# Codes");
        Assert.Equal(new Uri(Path.Combine(package.Root, "docs", "errors.md")).AbsoluteUri, HelpPage.LinkOf(null, tasks));
        Assert.Equal("https://example.org/errors.md", HelpPage.LinkOf("https://example.org/errors.md", tasks));
    }
}
