using System.Runtime.InteropServices;
using System.Text.Json;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>Writes a network, the images of a step and what a step does, as files that <c>torch_step.py</c> reads without a reader for ONNX.</summary>
internal static class NetworkExport
{
    private const string Description = "network.json";
    private const string Numbers = "tensors.bin";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes the files.</summary>
    /// <param name="network">The network, with one input and one output, class scores.</param>
    /// <param name="batch">The images and labels.</param>
    /// <param name="threads">The threads that PyTorch is told to use.</param>
    /// <param name="folder">Where the files go.</param>
    /// <exception cref="NotSupportedException">The network holds tensors or attributes of other types than the program knows.</exception>
    public static void Write(OnnxModel network, TrainingBatch batch, int threads, string folder)
    {
        TrainingNetwork source = TrainingNetwork.Of(network);
        OnnxModel model = source.ForBatch(StepSettings.Batch).Model;
        string output = model.Graph.Outputs.Single().Name;
        Dictionary<string, bool> trained = WeightTensors.Find(model.Graph, [output]).ToDictionary(weight => weight.Tensor.Name, weight => weight.Decays);
        using FileStream numbers = File.Create(Path.Combine(folder, Numbers));
        List<object> tensors =
        [
            Append(numbers, "images", [StepSettings.Batch, .. source.ImageShape], batch.Images, trained: false, decays: false),
            Append(numbers, "labels", [StepSettings.Batch], batch.Labels!, trained: false, decays: false),
        ];
        foreach (TensorProto tensor in model.Proto.Graph.Initializer)
        {
            bool isTrained = trained.TryGetValue(tensor.Name, out bool decays);
            tensors.Add((TensorProto.Types.DataType)tensor.DataType switch
            {
                TensorProto.Types.DataType.Float => Append(numbers, tensor.Name, [.. tensor.Dims], TensorReader.ToFloats(tensor), isTrained, decays),
                TensorProto.Types.DataType.Int64 => Append(numbers, tensor.Name, [.. tensor.Dims], TensorReader.ToInt64s(tensor), isTrained, decays),
                _ => throw new NotSupportedException($"'{tensor.Name}' holds neither float32 nor int64"),
            });
        }

        File.WriteAllText(Path.Combine(folder, Description), JsonSerializer.Serialize(new
        {
            Threads = threads,
            Rate = StepSettings.Rates.LearningRate,
            StepSettings.Momentum,
            StepSettings.Rates.WeightDecay,
            Clip = StepSettings.Rates.ClipNorm,
            source.Input,
            Output = output,
            Nodes = model.Graph.Nodes.Select(node => new
            {
                Operator = node.OpType,
                Inputs = node.Input.ToArray(),
                Output = node.Output.Single(),
                Attributes = node.Attribute.ToDictionary(attribute => attribute.Name, ValueOf),
            }).ToArray(),
            Tensors = tensors,
        }, s_json));
    }

    private static object Append<T>(FileStream numbers, string name, long[] dims, T[] values, bool trained, bool decays)
        where T : unmanaged
    {
        long offset = numbers.Position;
        numbers.Write(MemoryMarshal.AsBytes<T>(values));
        return new { Name = name, Type = TypeName<T>(), Dims = dims, Offset = offset, Trained = trained, Decays = decays };
    }

    private static object ValueOf(AttributeProto attribute) => attribute.Type switch
    {
        AttributeProto.Types.AttributeType.Int => attribute.I,
        AttributeProto.Types.AttributeType.Float => attribute.F,
        AttributeProto.Types.AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeProto.Types.AttributeType.String => attribute.S.ToStringUtf8(),
        AttributeProto.Types.AttributeType.Tensor => attribute.T.DataType == (int)TensorProto.Types.DataType.Int64
            ? new { Type = TypeName<long>(), Values = (object)TensorReader.ToInt64s(attribute.T) }
            : new { Type = TypeName<float>(), Values = (object)TensorReader.ToFloats(attribute.T) },
        _ => throw new NotSupportedException($"the attribute '{attribute.Name}' is a {attribute.Type}"),
    };

    private static string TypeName<T>() => typeof(T) == typeof(long) ? "int64" : "float32";
}
