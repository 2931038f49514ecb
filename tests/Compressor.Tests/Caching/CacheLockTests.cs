using RsdtrEdge.Compressor.Caching;
using RsdtrEdge.Compressor.Tests.Building;

namespace RsdtrEdge.Compressor.Tests.Caching;

public sealed class CacheLockTests : IDisposable
{
    private static readonly CacheKey s_key = new(new string('a', 32));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_makes_the_result_and_who_waits_takes_it()
    {
        TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string?> second;
        using (CacheLease first = Cache(_ => { }).Enter(s_key))
        {
            Assert.Null(first.Read());
            second = Task.Run(() =>
            {
                using CacheLease lease = Cache(_ => waits.TrySetResult()).Enter(s_key);
                using CacheEntry? entry = lease.Read();
                return entry?.ReadText("model");
            });
            await waits.Task;
            Assert.False(second.IsCompleted);
            Assert.True(first.Store([CachePart.OfText("model", "made once")]));
        }

        Assert.Equal("made once", await second);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Many_that_want_one_result_make_it_once()
    {
        int made = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using CacheLease lease = Cache(_ => { }).Enter(s_key);
            using CacheEntry? entry = lease.Read();
            if (entry is null)
            {
                Interlocked.Increment(ref made);
                lease.Store([CachePart.OfText("model", "bytes")]);
            }
        })));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Waiting_can_be_stopped()
    {
        using CancellationTokenSource stop = new();
        using CacheLease first = Cache(_ => { }).Enter(s_key);
        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.Run(() => Cache(_ => stop.Cancel()).Enter(s_key, stop.Token).Dispose()));
    }

    [Fact]
    public void A_lock_that_no_one_holds_is_taken_at_once()
    {
        List<string> told = [];
        _folder.Write($"compressed/aa/{s_key.Text}.rsdtr.lock", "left by a program that was killed"u8);
        using CacheLease lease = Cache(told.Add).Enter(s_key);
        Assert.Empty(told);
    }

    [Fact]
    public void A_lock_that_shows_no_sign_of_life_is_passed_over()
    {
        List<string> told = [];
        string path = _folder.Write($"compressed/aa/{s_key.Text}.rsdtr.lock", []);
        using FileStream dead = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        ResultCache cache = new(_folder.Path, 1_000_000, told.Add) { Patience = TimeSpan.FromMilliseconds(300) };
        using CacheLease lease = cache.Enter(s_key);
        Assert.Contains("waiting", told[0], StringComparison.Ordinal);
        Assert.Contains("no sign of life", told[1], StringComparison.Ordinal);
        Assert.True(lease.Store([CachePart.OfText("model", "bytes")]));
    }

    private ResultCache Cache(Action<string> tell) => new(_folder.Path, 1_000_000, tell);
}
