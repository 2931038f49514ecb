using RsdtrEdge.Benchmarks.Faces;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Benchmarks.Tests.Faces;

public sealed class FacesBenchmarkTests
{
    [Fact]
    public void What_cannot_be_understood_is_refused_before_the_work()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("models"));
        Refused("page.md", "--shared", folder.Path, "--markdown", folder.File("page.md"));
        Refused("--shared");
        Refused("--shared", "--shared", folder.File("absent"));
        Refused("--rows", "--rows", "1");
    }

    private static void Refused(string what, params string[] args)
    {
        StringWriter error = new();
        Assert.Equal(2, FacesBenchmark.Run(args, TextWriter.Null, error));
        Assert.Contains(what, error.ToString().Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(FacesBenchmark.Usage, error.ToString(), StringComparison.Ordinal);
    }
}
