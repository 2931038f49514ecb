using System.Security.Cryptography;
using System.Text.RegularExpressions;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Documentation;

/// <summary>The page of models and images names the bytes that the figures were measured with.</summary>
public sealed partial class MaterialTests
{
    private static IReadOnlyList<(string File, string Hash)> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(RepositoryLayout.Root, "docs", "material.md"))
            .Select(line => Row().Match(line)).Where(match => match.Success).Select(match => (match.Groups["file"].Value, match.Groups["hash"].Value)),
    ];

    [SharedFact]
    public void Each_file_has_the_hash_that_the_page_tells()
    {
        Assert.NotEmpty(Rows);
        Assert.All(Rows, row =>
        {
            using FileStream content = File.OpenRead(RepositoryLayout.Shared(row.File.Split('/')));
            Assert.Equal(row.Hash, Convert.ToHexStringLower(SHA256.HashData(content)));
        });
    }

    [SharedFact]
    public void Each_model_is_on_the_page() => Assert.Equal(
        Directory.EnumerateFiles(RepositoryLayout.Shared("models"), "*.onnx").Select(path => $"models/{Path.GetFileName(path)}").Order(StringComparer.Ordinal),
        Rows.Select(row => row.File).Where(file => file.StartsWith("models/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\| `(?<file>(models|data|reference)/[^`]+)` \|.* \| `(?<hash>[0-9a-f]{64})` \|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
