using System.Text;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>A test of rsdtr in a folder of its own, which holds the network <c>small.onnx</c>.</summary>
public abstract class CliTest : IDisposable
{
    /// <summary>The network's name.</summary>
    protected const string Model = "small.onnx";

    private readonly TemporaryFolder _folder = new("work");

    protected CliTest() => CliModels.Save(CliModels.Classifier(), Full(Model));

    /// <summary>The files below the folder, with forward slashes.</summary>
    private protected IReadOnlyList<string> Files => [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected CommandResult Run(params string[] arguments) => RsdtrTool.Run(_folder.Path, arguments);

    private protected System.Diagnostics.Process Start(params string[] arguments) => RsdtrTool.Start(_folder.Path, arguments);

    /// <summary>Runs rsdtr, which must fail with one line and leave the folder as it was.</summary>
    private protected ErrorLine Fail(int exitCode, params string[] arguments)
    {
        IReadOnlyList<string> before = Files;
        CommandResult result = Run(arguments);
        ErrorLine line = ErrorLine.Only(result, exitCode);
        Assert.Equal("", result.Output);
        Assert.Equal(before, Files);
        return line;
    }

    private protected string Full(string name) => Path.Combine(_folder.Path, name);

    private protected void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private protected void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(name))!);
        File.WriteAllBytes(Full(name), content);
    }

    /// <summary>Writes <c>board.json</c>, whose limits begin on line 3, one a line.</summary>
    private protected void WriteBudget(params string[] limits) =>
        Write("board.json", "{ \"name\": \"board\", \"title\": \"A board\", \"hardware\": {},\n  \"limits\": {\n" + string.Join(",\n", limits) + "\n} }\n");
}
