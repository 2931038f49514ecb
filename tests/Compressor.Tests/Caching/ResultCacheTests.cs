using RsdtrEdge.Compressor.Caching;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Caching;

public sealed class ResultCacheTests : IDisposable
{
    private static readonly CacheKey s_key = KeyOf('a');
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_kept_is_found_under_its_key_and_under_no_other()
    {
        ResultCache cache = Cache();
        Assert.Null(Read(cache, s_key));
        Keep(cache, s_key, ("model", "bytes of a network"), ("empty", ""));
        Assert.Equal(("bytes of a network", ""), Read(Cache(), s_key, "model", "empty"));
        Assert.Null(Read(cache, KeyOf('b')));
        Assert.Empty(_told);
        Assert.Equal(s_key.Text + ".rsdtr", Path.GetFileName(Assert.Single(Files())));
    }

    [Fact]
    public void A_result_that_is_kept_again_replaces_the_first()
    {
        ResultCache cache = Cache();
        Keep(cache, s_key, ("model", "one"));
        Keep(cache, s_key, ("model", "two"));
        Assert.Equal("two", Read(cache, s_key, "model", "model")!.Value.First);
        _ = Assert.Single(Files());
    }

    [Fact]
    public void An_entry_that_was_changed_in_any_byte_is_told_of_and_removed()
    {
        ResultCache cache = Cache();
        Keep(cache, s_key, ("model", "bytes"));
        string path = Assert.Single(Files());
        byte[] good = File.ReadAllBytes(path);
        for (int i = 0; i < good.Length; i++)
        {
            byte[] damaged = [.. good];
            damaged[i] ^= 0x10;
            AssertRemoved(damaged);
        }

        void AssertRemoved(byte[] content)
        {
            File.WriteAllBytes(path, content);
            Assert.Null(Read(cache, s_key));
            Assert.False(File.Exists(path));
            Assert.Contains("damaged", Assert.Single(_told), StringComparison.Ordinal);
            _told.Clear();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(-1)]
    public void An_entry_that_was_cut_is_told_of_and_removed(int bytes)
    {
        ResultCache cache = Cache();
        Keep(cache, s_key, ("model", "bytes"));
        string path = Assert.Single(Files());
        byte[] good = File.ReadAllBytes(path);
        File.WriteAllBytes(path, good[..(bytes < 0 ? good.Length + bytes : bytes)]);
        Assert.Null(Read(cache, s_key));
        Assert.Contains("damaged", Assert.Single(_told), StringComparison.Ordinal);

        Keep(cache, s_key, ("model", "bytes"));
        Assert.Equal("bytes", Read(cache, s_key, "model", "model")!.Value.First);
    }

    [Fact]
    public void An_entry_under_another_key_is_not_taken()
    {
        ResultCache cache = Cache();
        Keep(cache, s_key, ("model", "bytes"));
        string path = Assert.Single(Files());
        CacheKey other = new(string.Concat("aa", new string('c', 30)));
        File.Move(path, Path.Combine(Path.GetDirectoryName(path)!, other.Text + ".rsdtr"));
        Assert.Null(Read(cache, other));
    }

    [Fact]
    public void Those_that_were_not_used_for_longest_make_room()
    {
        // Three entries of 1,000 bytes and a header each go into 4,000 bytes; a fourth does not.
        ResultCache cache = new(_folder.Path, 4000, _told.Add);
        DateTime time = DateTime.UtcNow.AddHours(-1);
        foreach (char name in "abc")
        {
            Keep(cache, KeyOf(name), ("model", new string(name, 1000)));
            File.SetLastWriteTimeUtc(Files().Single(file => Path.GetFileName(file)[0] == name), time = time.AddMinutes(1));
        }

        Assert.NotNull(Read(cache, KeyOf('a')));
        Keep(cache, KeyOf('d'), ("model", new string('d', 1000)));
        Assert.Equal("acd", string.Concat(Files().Select(file => Path.GetFileName(file)[0])));
    }

    [Fact]
    public void What_does_not_fit_at_all_is_not_kept()
    {
        ResultCache cache = new(_folder.Path, 1000, _told.Add);
        Keep(cache, s_key, ("model", new string('x', 1000)));
        Assert.Empty(Files());
        Assert.Contains("larger than the cache", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void What_ended_programs_left_behind_is_removed_after_a_day()
    {
        string old = _folder.Write("compressed/bb/left.rsdtr.x.tmp", "left"u8);
        string recent = _folder.Write("compressed/bb/right.rsdtr.x.tmp", "right"u8);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        Keep(Cache(), s_key, ("model", "bytes"));
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(recent));
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_told_of_and_stops_nothing()
    {
        // A file where a folder should be: that no user may write there.
        ResultCache cache = new(_folder.Write("file", "content"u8), 4000, _told.Add);
        Keep(cache, s_key, ("model", "bytes"));
        Assert.Contains("cannot be used", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Null(Read(cache, s_key));
    }

    [Fact]
    public void Writing_that_is_stopped_or_fails_leaves_nothing()
    {
        using CacheLease lease = Cache().Enter(s_key);
        Assert.Throws<OperationCanceledException>(() => lease.Store([CachePart.OfText("model", "bytes")], new CancellationToken(canceled: true)));
        Assert.False(lease.Store([new CachePart("model", () => throw new IOException("no disk"))]));
        Assert.Contains("no disk", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    private ResultCache Cache() => new(_folder.Path, 1_000_000, _told.Add);

    private static CacheKey KeyOf(char digit) => new(new string(digit, 32));

    // All but locks.
    private string[] Files() => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static void Keep(ResultCache cache, CacheKey key, params (string Name, string Text)[] parts)
    {
        using CacheLease lease = cache.Enter(key);
        lease.Store([.. parts.Select(part => CachePart.OfText(part.Name, part.Text))]);
    }

    private static (string First, string Second)? Read(ResultCache cache, CacheKey key, string first = "model", string second = "model")
    {
        using CacheLease lease = cache.Enter(key);
        using CacheEntry? entry = lease.Read();
        return entry is null ? null : (entry.ReadText(first), entry.ReadText(second));
    }
}
