using RsdtrEdge.BuildTasks.Gate;

namespace RsdtrEdge.BuildTasks.Tests.Gate;

public sealed class SummaryFileTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_section_is_appended_once_and_then_replaced_in_its_place()
    {
        string first = SummaryFile.Replace("others' text", "a", "one\n");
        Assert.Equal("others' text\n<!-- rsdtr: a -->\none\n<!-- /rsdtr: a -->\n", first);
        string second = SummaryFile.Replace(first, "a--b", "two\n");
        Assert.Equal(first + "<!-- rsdtr: a- -b -->\ntwo\n<!-- /rsdtr: a- -b -->\n", second);
        Assert.Equal(second.Replace("one\n", "1\n2\n", StringComparison.Ordinal), SummaryFile.Replace(second, "a", "1\n2\n"));
        Assert.Equal(second, SummaryFile.Replace(second, "a--b", "two\n"));
    }

    [Fact]
    public void A_longer_section_gives_way_to_a_shorter_one()
    {
        SummaryFile summary = new(_project.Full("new folder/summary.md"));
        summary.Put("a", new string('x', 10_000) + "\n");
        summary.Put("a", "y\n");
        Assert.Equal("<!-- rsdtr: a -->\ny\n<!-- /rsdtr: a -->\n", File.ReadAllText(_project.Full("new folder/summary.md")));
    }

    [Fact]
    public void Builds_at_the_same_time_lose_nothing_of_each_other()
    {
        string file = _project.Full("summary.md");
        string[] names = [.. Enumerable.Range(0, 12).Select(number => $"project {number}")];
        Parallel.ForEach(names, new ParallelOptions { MaxDegreeOfParallelism = names.Length }, name =>
        {
            for (int i = 0; i < 3; i++)
            {
                new SummaryFile(file).Put(name, string.Concat(Enumerable.Repeat(name + "\n", 200)));
            }
        });
        string text = File.ReadAllText(file);
        foreach (string name in names)
        {
            string section = $"<!-- rsdtr: {name} -->\n{string.Concat(Enumerable.Repeat(name + "\n", 200))}<!-- /rsdtr: {name} -->\n";
            Assert.Equal(2, text.Split(section).Length);
        }
    }
}
