using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>The time of a network by layers: what each takes as it is and otherwise, and what the rest of the network takes whatever they do.</summary>
internal sealed class NetworkTimes
{
    private readonly WholeTime _whole;

    // Nodes that are no layers, where the whole network was not timed; stages that are no layers, where it was.
    private readonly double _others;

    private NetworkTimes(MachineTimes machine, LayerLatency?[] layers, NetworkLatency network)
    {
        Machine = machine;
        Layers = layers;
        BeforeMicroseconds = 1000 * network.Milliseconds!.Value;
        IsTimed = network.RestMicroseconds is not null;
        _whole = network.Whole;
        _others = Math.Max(0, network.Nodes.Sum(node => node.Microseconds!.Value) - layers.Sum(layer => layer?.Dense.Microseconds ?? 0));
    }

    /// <summary>The machine.</summary>
    public MachineTimes Machine { get; }

    /// <summary>The times of each layer; null where its sizes are unknown.</summary>
    public IReadOnlyList<LayerLatency?> Layers { get; }

    /// <summary>The whole network with all layers as they are.</summary>
    public double BeforeMicroseconds { get; }

    /// <summary>Whether the whole network was timed on the machine as it is: then <see cref="BeforeMicroseconds"/> rests on that.</summary>
    public bool IsTimed { get; }

    /// <summary>
    /// What the network takes besides its layers, 0 or more: what choices by time are weighed with. Where the stages of a network by themselves took longer than all of
    /// it, it takes a share of their sum, and choices come out as by the sum.
    /// </summary>
    public double RestMicroseconds => _others + Math.Max(0, _whole.RestMicroseconds);

    /// <summary>The times of a network; null where a node's time is unknown.</summary>
    /// <param name="model">The canonical network.</param>
    /// <param name="shapes">The shapes of its values.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="machine">What is known of the machine.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A node is not well formed (RSDTR1003, RSDTR1009).</exception>
    public static NetworkTimes? Of(OnnxModel model, ShapeTable shapes, IReadOnlyList<NetworkLayer> layers, MachineTimes machine) =>
        NetworkLatency.Predict(model, shapes, machine.Model) is { Milliseconds: not null } network
            ? new NetworkTimes(machine, [.. layers.Select(layer => LayerLatency.Of(layer, machine.Model))], network)
            : null;

    /// <summary>The time of a layer with what takes its kernel's place; null where it is unknown.</summary>
    /// <param name="layer">The layer's number.</param>
    /// <param name="factors">What takes its kernel's place; null where nothing does.</param>
    public double? Of(int layer, FactorizedKernel? factors) =>
        Layers[layer] is not { } latency ? null : factors is null ? latency.Dense.Microseconds : latency.Of(factors).Microseconds;

    /// <summary>The time of the whole network.</summary>
    /// <param name="factors">What takes the place of each layer's kernel; null where nothing does.</param>
    public double After(IEnumerable<FactorizedKernel?> factors) => WithLayers(factors.Select((one, layer) => Of(layer, one) ?? 0).Sum());

    /// <summary>The time of the whole network, in microseconds.</summary>
    /// <param name="layers">What its layers take by themselves, together.</param>
    public double WithLayers(double layers) => _whole.Of(_others + layers);

    /// <summary>What all layers together may take where the network has a limit: each one's time is rounded to nanoseconds.</summary>
    /// <param name="milliseconds">The network's limit.</param>
    public long LayerNanoseconds(double milliseconds) =>
        (long)Math.Floor((1e3 * _whole.StagesWithin(1e3 * milliseconds)) - (1e3 * _others)) - Layers.Count;
}
