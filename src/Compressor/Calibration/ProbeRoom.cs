using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Compressor.Calibration;

/// <summary>
/// Bounds how many changed networks are loaded at once: each is a whole network in memory of ONNX Runtime's, and a large one on a machine of many processors would take more
/// than there is. What is computed does not depend on it.
/// </summary>
/// <param name="places">How many at once.</param>
internal sealed class ProbeRoom(int places) : IDisposable
{
    // A network in ONNX Runtime: the bytes that it is loaded from, its weights, and their form for the processor's kernels.
    private const int CopiesOfNetwork = 3;

    private readonly SemaphoreSlim _places = new(places);

    /// <summary>Room for as many as half of the machine's memory holds, one at least.</summary>
    /// <param name="network">The network that is changed.</param>
    public static ProbeRoom For(OnnxModel network) =>
        new(Places(SerializedSize.TryMeasure(network.Proto) ?? int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    /// <summary>How many networks there is room for, one at least.</summary>
    /// <param name="bytes">The size of the network's file.</param>
    /// <param name="memory">The machine's memory in bytes.</param>
    public static int Places(long bytes, long memory) => (int)Math.Clamp(memory / 2 / (CopiesOfNetwork * Math.Max(bytes, 1)), 1, int.MaxValue);

    /// <summary>Does work that loads a network, once there is a place. The work must not wait for another place.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public T Use<T>(Func<T> work, CancellationToken cancellation)
    {
        _places.Wait(cancellation);
        try
        {
            return work();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
