using System.Globalization;
using System.Text;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Packaging;

/// <summary>What all packages of the repository have in common.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class PackagesTests(PackageFeed feed)
{
    private static readonly string[] s_ids = ["RsdtrEdge.Build", "RsdtrEdge.Runtime", "RsdtrEdge.Templates", "rsdtr", "rsdtr-edge"];

    public static TheoryData<string> Ids => [.. s_ids];

    [Fact]
    public void One_pack_of_the_solution_gives_all_of_them_and_no_other() =>
        Assert.Equal(
            s_ids.Select(id => $"{id}.{feed.Version}.nupkg").Order(StringComparer.Ordinal),
            Directory.GetFiles(feed.Path, "*.nupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_tells_what_it_is(string id)
    {
        using var package = new PackageContent(feed.FileOf(id));
        Assert.Equal(id, package.Value("id"));
        Assert.Equal("MIT", package.Value("license"));
        Assert.Equal("README.md", package.Value("readme"));
        Assert.StartsWith($"# {id}\n", Encoding.UTF8.GetString(package.Bytes("README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("git", package.Element("repository")!.Attribute("type")!.Value);
        Assert.InRange(package.Value("description")!.Length, 40, 200);
        Assert.Contains("onnx", package.Value("tags")!.Split(' '));
        Assert.DoesNotContain(package.Metadata.Descendants(), element => element.Name.LocalName == "dependency");

        Assert.Equal("icon.png", package.Value("icon"));
        var icon = new RgbImage();
        ImageReader.Default.Decode(package.Bytes("icon.png"), icon, "icon.png");
        Assert.Equal((128, 128), (icon.Width, icon.Height));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void None_tells_where_it_was_built(string id)
    {
        using var package = new PackageContent(feed.FileOf(id));
        byte[][] traces = [.. new[] { RepositoryLayout.Root, feed.Path }.SelectMany(path => new[] { Encoding.UTF8.GetBytes(path), Encoding.Unicode.GetBytes(path) })];
        foreach (string name in package.Names.Where(name => !name.Contains("onnxruntime", StringComparison.Ordinal) && !name.EndsWith(".png", StringComparison.Ordinal)))
        {
            byte[] content = package.Bytes(name);
            Assert.All(traces, trace => Assert.True(content.AsSpan().IndexOf(trace) < 0, $"{name} holds {Encoding.UTF8.GetString(trace)}"));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_time_of_its_files_is_that_of_the_commit(string id)
    {
        CommandResult git = Command.Run("git", RepositoryLayout.Root, ["log", "-1", "--format=%ct"]);
        if (git.ExitCode != 0)
        {
            return; // Not a clone: the time is that of packing.
        }

        DateTime commit = DateTimeOffset.FromUnixTimeSeconds(long.Parse(git.Output, CultureInfo.InvariantCulture)).UtcDateTime;
        using var package = new PackageContent(feed.FileOf(id));
        // A zip file's times are even seconds.
        Assert.All(package.Times, time => Assert.InRange((commit - time).TotalSeconds, 0, 2));
    }

    [Theory]
    [InlineData("RsdtrEdge.Runtime", "lib/net10.0/RsdtrEdge.Runtime.pdb")]
    [InlineData("rsdtr", "tools/net10.0/any/RsdtrEdge.Compressor.pdb")]
    [InlineData("rsdtr-edge", "tools/net10.0/any/rsdtr-edge.pdb")]
    public void Symbols_are_beside_it(string id, string expected)
    {
        using var symbols = new PackageContent(feed.FileOf(id, "snupkg"));
        Assert.Contains(expected, symbols.Names);
    }

    [Fact]
    public void The_same_sources_give_the_same_bytes_in_another_folder()
    {
        using var copy = new TemporaryFolder("another place");
        foreach (string part in new[] { "src/EdgeRuntime", "src/Packaging", "devices" })
        {
            Copy(part, copy.Path);
        }

        foreach (string file in Directory.GetFiles(RepositoryLayout.Root, "Directory.*").Concat(new[] { ".editorconfig", ".gitignore" }.Select(name => Path.Combine(RepositoryLayout.Root, name))))
        {
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        }

        // In a clone the symbols hold those sources that git does not keep, and the assembly names its symbols by their hash.
        if (Path.Exists(Path.Combine(RepositoryLayout.Root, ".git")))
        {
            foreach (string[] git in new string[][] { ["init", "-q"], ["add", "."], ["-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "copy"] })
            {
                _ = Command.Run("git", copy.Path, git).Succeeds();
            }
        }

        string natives = Path.GetFullPath(Path.Combine(feed.Path, "..", "natives"));
        void Pack(string natives) => _ = Command.DotNet(copy.Path, [
            "pack", "src/EdgeRuntime", "-c", "Release", "-o", copy.Path, "-v", "quiet", "-nologo",
            $"-p:RsdtrPackageRids={PackageFeed.HostRid}%3B{PackageFeed.OtherRid}", $"-p:OnnxRuntimePackageFolder={natives}", "-p:EnableSourceLink=false"]).Succeeds();
        Pack(natives);
        string packed = Path.Combine(copy.Path, $"RsdtrEdge.Runtime.{feed.Version}.nupkg");
        using var first = new PackageContent(feed.FileOf("RsdtrEdge.Runtime"));
        using var second = new PackageContent(packed);

        // What NuGet writes itself names the commit, which only a clone knows.
        static bool IsOurs(string name) => !name.EndsWith(".nuspec", StringComparison.Ordinal) && !name.EndsWith(".psmdcp", StringComparison.Ordinal) && name != "_rels/.rels";
        Assert.Equal(first.Names.Where(IsOurs), second.Names.Where(IsOurs));
        Assert.All(first.Names.Where(IsOurs), name => Assert.True(first.Bytes(name).AsSpan().SequenceEqual(second.Bytes(name)), name));
        second.Dispose();

        // Another library is packed in its place, however old its file is.
        string others = Path.Combine(copy.Path, "others");
        foreach (string file in Directory.GetFiles(natives, "*", SearchOption.AllDirectories))
        {
            string other = Path.Combine(others, Path.GetRelativePath(natives, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(other)!);
            File.WriteAllText(other, "another");
            File.SetLastWriteTimeUtc(other, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Pack(others);
        using var third = new PackageContent(packed);
        Assert.Equal("another"u8.ToArray(), third.Bytes($"runtimes/{PackageFeed.OtherRid}/native/libonnxruntime.so"));
    }

    private static void Copy(string part, string target)
    {
        string root = Path.Combine(RepositoryLayout.Root, part);
        foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(RepositoryLayout.Root, file).Replace('\\', '/');
            if (!relative.Contains("/bin/", StringComparison.Ordinal) && !relative.Contains("/obj/", StringComparison.Ordinal))
            {
                _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, relative))!);
                File.Copy(file, Path.Combine(target, relative));
            }
        }
    }
}
