using RsdtrEdge.Benchmarks.Reporting;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.Reporting;

public sealed class MarkdownSectionTests
{
    private const string Begin = "<!-- time: begin, written by the command -->";
    private const string End = "<!-- time: end -->";

    [Fact]
    public void Only_what_stands_between_the_comments_is_replaced()
    {
        using TemporaryFolder folder = new();
        string page = folder.File("page.md");
        File.WriteAllText(page, $"before\n{Begin}\nold\n{End}\nafter\n");
        new MarkdownSection("time").Replace(page, "new");
        Assert.Equal($"before\n{Begin}\n\nnew\n\n{End}\nafter\n", File.ReadAllText(page));
    }

    [Fact]
    public void A_page_without_the_comments_is_refused()
    {
        using TemporaryFolder folder = new();
        string page = folder.File("page.md");
        Assert.Throws<FormatException>(() => new MarkdownSection("time").Require(page));
        File.WriteAllText(page, $"{End}\n{Begin}\n");
        Assert.Throws<FormatException>(() => new MarkdownSection("time").Require(page));
        Assert.Throws<FormatException>(() => new MarkdownSection("space").Require(page));
    }

    [Theory]
    [InlineData("accuracy", "accuracy.md")]
    [InlineData("finetuning-resnet20", "accuracy.md")]
    [InlineData("finetuning-resnet56", "accuracy.md")]
    [InlineData("paper-ratio", "paper.md")]
    [InlineData("paper-accuracy-resnet20", "paper.md")]
    [InlineData("paper-accuracy-resnet32", "paper.md")]
    [InlineData("paper-accuracy-resnet56", "paper.md")]
    [InlineData("paper-curves-resnet20", "paper.md")]
    [InlineData("paper-curves-resnet32", "paper.md")]
    [InlineData("paper-curves-resnet56", "paper.md")]
    [InlineData("performance", "performance.md")]
    public void The_pages_have_their_comments(string name, string page) =>
        new MarkdownSection(name).Require(Path.Combine(RsdtrEdge.Tests.Common.RepositoryLayout.Root, "docs", page));
}
