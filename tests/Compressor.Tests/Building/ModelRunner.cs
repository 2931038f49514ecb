using Google.Protobuf;
using RsdtrEdge.Compressor.Differentiation.Operators;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>Runs models in ONNX Runtime: the oracle of whatever changes a graph.</summary>
internal static class ModelRunner
{
    /// <summary>Uniform noise in [-1, 1).</summary>
    public static float[] Noise(int seed, int length)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>Runs a model with one float input on noise and returns its outputs, all as they come, by name.</summary>
    public static IReadOnlyDictionary<string, float[]> Run(OnnxModel model, int seed, params long[] dims)
    {
        using InferenceSession session = Load(model);
        int length = (int)dims.Aggregate(1L, (product, size) => product * size);
        using Tensor input = Tensor.Create<float>(Noise(seed, length), dims);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { [session.Inputs[0].Name] = input });
        return outputs.Names.ToDictionary(name => name, name => outputs[name].ToArray<float>());
    }

    /// <summary>Loads a model with one thread. It may have the operators of training graphs.</summary>
    public static InferenceSession Load(OnnxModel model, GraphOptimization optimization = GraphOptimization.All) =>
        InferenceSession.Load(model.Proto.ToByteArray(), OwnOperators.AddTo(new SessionOptions { IntraOpThreads = 1, Optimization = optimization }));

    /// <summary>The graph that ONNX Runtime really runs.</summary>
    public static GraphProto Optimized(OnnxModel model, GraphOptimization optimization)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("optimized.onnx");
        using (InferenceSession.Load(
            model.Proto.ToByteArray(),
            new SessionOptions { IntraOpThreads = 1, Optimization = optimization, OptimizedModelPath = path, LogSeverity = LogSeverity.Fatal }))
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph;
        }
    }

    /// <summary>The largest difference of two models' outputs, over the largest magnitude of the first's.</summary>
    public static double LargestRelativeDifference(OnnxModel expected, OnnxModel actual, int seed, params long[] dims)
    {
        IReadOnlyDictionary<string, float[]> before = Run(expected, seed, dims);
        IReadOnlyDictionary<string, float[]> after = Run(actual, seed, dims);
        Assert.Equal(before.Keys, after.Keys);
        return before.Max(output => LargestRelativeDifference(output.Value, after[output.Key]));
    }

    private static double LargestRelativeDifference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(actual, number => Assert.True(float.IsFinite(number)));
        double largest = expected.Max(number => Math.Abs((double)number));
        double difference = expected.Zip(actual, (x, y) => Math.Abs((double)x - y)).Max();
        return largest > 0 ? difference / largest : difference;
    }
}
