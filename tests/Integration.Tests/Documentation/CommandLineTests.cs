using System.CommandLine;
using System.Text.RegularExpressions;
using RsdtrEdge.Tests.Common;
using RsdtrEdge.Tools.Edge.Commands;
using RsdtrEdge.Tools.Rsdtr.Commands;

namespace RsdtrEdge.Integration.Tests.Documentation;

/// <summary>What the pages tell a reader to type is what the programs understand.</summary>
public sealed partial class CommandLineTests
{
    [Fact]
    public void Each_line_of_rsdtr_is_understood() => AssertUnderstood("rsdtr", RsdtrCommand.Create());

    [Fact]
    public void Each_line_of_rsdtr_edge_is_understood() => AssertUnderstood("rsdtr-edge", EdgeCommand.Create());

    [Fact]
    public void Each_command_is_in_the_README()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(RepositoryLayout.Root, "README.md")).Where(line => line.StartsWith("    ", StringComparison.Ordinal))];
        foreach ((string program, RootCommand root) in (IEnumerable<(string, RootCommand)>)[("rsdtr", RsdtrCommand.Create()), ("rsdtr-edge", EdgeCommand.Create())])
        {
            Assert.All(root.Subcommands, command => Assert.Contains(lines, line => line.StartsWith($"    {program} {command.Name} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_READMEs_table_names_options_of_compress()
    {
        Command compress = RsdtrCommand.Create().Subcommands.Single(command => command.Name == "compress");
        string[] rows = [.. File.ReadLines(Path.Combine(RepositoryLayout.Root, "README.md")).Where(line => line.StartsWith("| `--", StringComparison.Ordinal))];
        Assert.NotEmpty(rows);
        Assert.All(rows.SelectMany(row => Option().Matches(row).Select(match => match.Value)), name => Assert.Contains(compress.Options, option => option.Name == name));
    }

    [Fact]
    public void A_folder_is_copied_into_the_home_folder_so_that_doing_it_again_replaces_it()
    {
        // Into a named folder that is there already, scp would put the folder as another one, and the files of before would stay in use.
        string[][] copies = [.. DocumentedCommands.Of("scp").Select(line => line.Arguments).Where(words => words.Contains("-r"))];
        Assert.NotEmpty(copies);
        Assert.All(copies, words => Assert.EndsWith(":", words[^1], StringComparison.Ordinal));
    }

    private static void AssertUnderstood(string program, RootCommand root)
    {
        (string Page, string Line, string[] Arguments)[] lines = [.. DocumentedCommands.Of(program)];
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            ParseResult parsed = root.Parse(line.Arguments);
            Assert.True(parsed.Errors.Count == 0, $"{line.Page}: {line.Line}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
        });
    }

    [GeneratedRegex("(?<=`)--[a-z-]+")]
    private static partial Regex Option();
}
