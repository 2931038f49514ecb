using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>How many inputs two stepped networks may hold.</summary>
internal static class SteppingMemory
{
    /// <summary>The bytes that the values of both networks may take together.</summary>
    public const long Budget = 512L << 20;

    private const int LeastInputs = 8;

    /// <summary>As many inputs as the budget has room for: all, or fewer, but 8 at least (or what there is).</summary>
    /// <param name="bytesPerInput">What one network holds for an input.</param>
    /// <param name="available">How many inputs there are.</param>
    public static int InputsWithin(long bytesPerInput, int available) =>
        (int)Math.Min(available, Math.Max(LeastInputs, Budget / (2 * Math.Max(1, bytesPerInput))));

    /// <summary>The most bytes that a network holds for one input, over all stops. Where a size is unknown one input is run to find out.</summary>
    /// <param name="model">A canonical network.</param>
    /// <param name="stops">The layers to stop at.</param>
    /// <param name="shapes">The shapes of the network's values, with an open batch taken as 1.</param>
    /// <param name="inputs">What the network is fed.</param>
    /// <param name="cancellation">Stops the run.</param>
    public static long BytesPerInput(
        OnnxModel model, IReadOnlyList<NetworkLayer> stops, ShapeTable shapes, NetworkInputs inputs, CancellationToken cancellation)
    {
        SteppingPlan plan = new(model.Graph, stops, []);
        long largest = 0;
        for (int stop = 0; stop < stops.Count; stop++)
        {
            long sum = 0;
            foreach (string value in plan.Live(stop))
            {
                if (ActivationMemory.Bytes(shapes.Facts(value)) is not { } bytes)
                {
                    return Measure(model, stops, inputs, cancellation);
                }

                sum = checked(sum + bytes);
            }

            largest = Math.Max(largest, sum);
        }

        return largest;
    }

    private static long Measure(OnnxModel model, IReadOnlyList<NetworkLayer> stops, NetworkInputs inputs, CancellationToken cancellation)
    {
        using SteppedNetwork network = new(model, stops, inputs, count: 1);
        long largest = 0;
        for (int stop = 0; stop < stops.Count; stop++)
        {
            network.AdvanceTo(stop, cancellation);
            largest = Math.Max(largest, network.Values(0).Sum(Bytes));
        }

        return largest;
    }

    private static long Bytes(Tensor tensor) => checked((tensor.Length * (Onnx.ElementTypes.Bits((int)tensor.ElementType) ?? 64)) + 7) / 8;
}
