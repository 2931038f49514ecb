using RsdtrEdge.Compressor.Differentiation;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Compressor.Verification;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Calibration.OutputEffects;

/// <summary>
/// Runs the original network and its derivatives on calibration inputs and adds up each layer's <see cref="OutputEffect"/>. The vectors v that
/// outputs are multiplied with are normal noise, a new one for each input, scaled by the output's own mean square: the loss is the sum of
/// the relative squared errors of all outputs.
/// </summary>
internal static class OutputEffectCollector
{
    // The output factor has the square of this number of elements, and its root takes the third power.
    private const int MostOutputs = 1024;
    private const int MostInputs = 384;
    private const int LeastInputs = 8;

    // MACs over all inputs: some seconds.
    private const double MostWork = 40e9;

    // Inputs from which the scale of the outputs is taken.
    private const int ScaleInputs = 8;

    /// <summary>
    /// Gathers effects; null for layers without moments, those with more than 1024 outputs, those whose gradient is unknown (or lacks a part) because an
    /// operator behind them has no derivative here, and those that the output does not depend on.
    /// </summary>
    /// <param name="model">The canonical network.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="moments">The moments of each layer's input patches.</param>
    /// <param name="inputs">What it is fed: all, or fewer, spread evenly, where work bounds them.</param>
    /// <param name="seed">The seed of the vectors.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="progress">Hears how many inputs are done, and of how many.</param>
    public static IReadOnlyList<OutputEffect?> Collect(
        OnnxModel model, IReadOnlyList<NetworkLayer> layers, IReadOnlyList<LayerMoments?> moments, NetworkInputs inputs, int seed, CancellationToken cancellation,
        Action<int, int>? progress = null)
    {
        OutputEffect?[] effects = new OutputEffect?[layers.Count];
        ShapeTable shapes = ShapeInference.Infer(model, new ShapeInferenceOptions { OpenBatch = 1 }, cancellation);
        int[] wanted = [.. Enumerable.Range(0, layers.Count).Where(index => moments[index] is { Count: > 0 } && layers[index].Shape!.Value.OutputChannels <= MostOutputs)];
        GradientGraph graph = GradientGraph.Of(model, shapes, [.. wanted.SelectMany(index => layers[index].Nodes).Select(Output)], Read(wanted));
        wanted = [.. wanted.Where(index => layers[index].Nodes.All(node => graph.GradientOf.ContainsKey(Output(node)) && !graph.Incomplete.ContainsKey(Output(node))))];
        if (wanted.Length == 0 || Load(graph.Model) is not { } loaded)
        {
            return effects;
        }

        using InferenceSession session = loaded;
        IReadOnlyDictionary<string, double> scales = Scales(model, graph, inputs, cancellation);
        OutputEffectSums[] sums = [.. wanted.Select(index => new OutputEffectSums(layers[index].Shape!.Value, moments[index]!))];
        double work = wanted.Sum(index => OutputEffectSums.Work(layers[index]));
        NetworkInputs taken = inputs.Take((int)Math.Clamp(MostWork / Math.Max(1, work), LeastInputs, MostInputs));
        for (int input = 0; input < taken.Count; input++)
        {
            cancellation.ThrowIfCancellationRequested();
            taken.Use(input, tensors =>
            {
                SeededGenerator generator = new(((long)seed << 32) + input);
                foreach ((string output, string name) in graph.SeedOf)
                {
                    tensors.Add(name, Vector(session.Inputs.First(one => one.Name == name), scales.GetValueOrDefault(output, 1), generator));
                }

                using TensorSet outputs = session.Run(tensors, (IReadOnlyCollection<string>?)null, cancellation);
                BoundedWork.For(wanted.Length, place =>
                {
                    foreach (NodeProto node in layers[wanted[place]].Nodes)
                    {
                        Tensor activation = tensors.TryGetValue(node.Input[0], out Tensor? fed) ? fed : outputs[node.Input[0]];
                        sums[place].Add(node, activation, outputs[graph.GradientOf[Output(node)]]);
                    }
                }, cancellation);
            });

            progress?.Invoke(input + 1, taken.Count);
        }

        for (int place = 0; place < wanted.Length; place++)
        {
            effects[wanted[place]] = sums[place].ToEffect();
        }

        return effects;

        static string Output(NodeProto node) => node.Output[0];

        string[] Read(IEnumerable<int> indices) => [.. indices.SelectMany(index => layers[index].Nodes).Select(node => node.Input[0]).Distinct(StringComparer.Ordinal)];
    }

    // One thread, so that the sums are the same whatever the number of threads. Derivatives only guide the search: a network whose own operators
    // run, but not those that were added, is compressed without them.
    private static InferenceSession? Load(OnnxModel derivatives)
    {
        try
        {
            return NetworkVerifier.Load(derivatives, threads: 1);
        }
        catch (RsdtrException exception) when (exception.Diagnostic.Descriptor == ModelDiagnostics.RejectedByRuntime)
        {
            return null;
        }
    }

    // For each output 1 / its root mean square times the root of its count, so that its squared error counts in parts of its energy.
    private static Dictionary<string, double> Scales(OnnxModel model, GradientGraph graph, NetworkInputs inputs, CancellationToken cancellation)
    {
        using InferenceSession session = NetworkVerifier.Load(model, threads: 1);
        string[] names = [.. graph.SeedOf.Keys];
        Dictionary<string, double> energies = names.ToDictionary(name => name, _ => 0.0);
        NetworkInputs taken = inputs.Take(ScaleInputs);
        for (int input = 0; input < taken.Count; input++)
        {
            taken.Use(input, tensors =>
            {
                using TensorSet outputs = session.Run(tensors, names, cancellation);
                foreach (string name in names)
                {
                    foreach (float number in outputs[name].AsSpan<float>())
                    {
                        energies[name] += (double)number * number / taken.Count;
                    }
                }
            });
        }

        return energies.ToDictionary(pair => pair.Key, pair => double.IsFinite(pair.Value) && pair.Value > 0 ? 1 / Math.Sqrt(pair.Value) : 0);
    }

    private static Tensor Vector(TensorDescription description, double scale, SeededGenerator generator)
    {
        // An open batch is one input.
        long[] dimensions = [.. description.Dimensions.Select(size => Math.Max(1, size))];
        float[] numbers = new float[checked((int)dimensions.Aggregate(1L, (product, size) => checked(product * size)))];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(scale * generator.NextNormal());
        }

        return Tensor.Create<float>(numbers, dimensions);
    }
}
