using System.Runtime.InteropServices;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>Small seeded networks as files.</summary>
internal static class CliModels
{
    /// <summary>Two 3x3 convolutions (8 of 3 and 16 of 8 channels, with biases) and a classifier of 4 classes, for images of 3 x 8 x 8.</summary>
    public static ModelProto Classifier()
    {
        ModelProto model = Empty("image", 1, 3, 8, 8);
        AddConvolution(model, "conv1", "image", 8, 3, 3);
        AddNode(model, "Relu", "relu1", "conv1");
        AddConvolution(model, "conv2", "relu1", 16, 8, 3);
        AddNode(model, "Relu", "relu2", "conv2");
        AddNode(model, "GlobalAveragePool", "pool", "relu2");
        AddNode(model, "Flatten", "flat", "pool");
        AddWeight(model, "gemm.weight", 16, 4);
        AddWeight(model, "gemm.bias", 4);
        AddNode(model, "Gemm", "scores", "flat", "gemm.weight", "gemm.bias");
        AddOutput(model, "scores");
        return model;
    }

    /// <summary>Weights and biases of <see cref="Classifier"/>: (216 + 8) + (1152 + 16) + (64 + 4).</summary>
    public const long ClassifierParameters = 1460;

    /// <summary>MACs of <see cref="Classifier"/>: 216 x 64 + 1152 x 64 + 64.</summary>
    public const long ClassifierMacs = 87_616;

    /// <summary>One convolution, whose weight is given.</summary>
    public static ModelProto OneConvolution(params float[] weight)
    {
        ModelProto model = Empty("image", 1, 1, 8, 8);
        model.Graph.Initializer.Add(Tensor("w", weight, 1, 1, 2, 2));
        AddNode(model, "Conv", "map", "image", "w");
        AddOutput(model, "map");
        return model;
    }

    /// <summary>Three 3x3 convolutions of 256 channels: seconds of work.</summary>
    public static ModelProto Wide()
    {
        ModelProto model = Empty("image", 1, 256, 8, 8);
        AddConvolution(model, "conv1", "image", 256, 256, 3);
        AddConvolution(model, "conv2", "conv1", 256, 256, 3);
        AddConvolution(model, "conv3", "conv2", 256, 256, 3);
        AddOutput(model, "conv3");
        return model;
    }

    /// <summary>Two small convolutions and a fully connected layer of 1,024 x 300 numbers, 1.2 MB: the published algorithm compresses the second convolution alone.</summary>
    public static ModelProto Heavy()
    {
        ModelProto model = Empty("image", 1, 3, 8, 8);
        AddConvolution(model, "conv1", "image", 8, 3, 3);
        AddConvolution(model, "conv2", "conv1", 16, 8, 3);
        AddNode(model, "Flatten", "flat", "conv2");
        AddWeight(model, "gemm.weight", 1024, 300);
        AddWeight(model, "gemm.bias", 300);
        AddNode(model, "Gemm", "scores", "flat", "gemm.weight", "gemm.bias");
        AddOutput(model, "scores");
        return model;
    }

    /// <summary>A model of one input and nothing else yet.</summary>
    public static ModelProto Empty(string input, params long[] dims)
    {
        ModelProto model = new() { IrVersion = 8, ProducerName = "test", Graph = new GraphProto { Name = "graph" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        TensorShapeProto shape = new();
        shape.Dim.AddRange(dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        model.Graph.Input.Add(new ValueInfoProto
        {
            Name = input,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } },
        });
        return model;
    }

    public static void AddNode(ModelProto model, string operation, string output, params string[] inputs)
    {
        NodeProto node = new() { OpType = operation, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        model.Graph.Node.Add(node);
    }

    public static void AddOutput(ModelProto model, string name) => model.Graph.Output.Add(new ValueInfoProto
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } },
    });

    /// <summary>Writes a model.</summary>
    public static string Save(ModelProto model, string path)
    {
        OnnxModelFile.Save(model, path);
        return path;
    }

    private static void AddConvolution(ModelProto model, string name, string input, long outputs, long channels, long kernel)
    {
        AddWeight(model, $"{name}.weight", outputs, channels, kernel, kernel);
        AddWeight(model, $"{name}.bias", outputs);
        AddNode(model, "Conv", name, input, $"{name}.weight", $"{name}.bias");
        AttributeProto pads = new() { Name = "pads", Type = AttributeProto.Types.AttributeType.Ints };
        pads.Ints.AddRange([1, 1, 1, 1]);
        model.Graph.Node[^1].Attribute.Add(pads);
    }

    private static void AddWeight(ModelProto model, string name, params long[] dims)
    {
        // Each weight has a seed of its own, by its place.
        Random random = new(model.Graph.Initializer.Count);
        float[] values = new float[dims.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.NextSingle() - 0.5f) / 4;
        }

        model.Graph.Initializer.Add(Tensor(name, values, dims));
    }

    private static TensorProto Tensor(string name, float[] values, params long[] dims)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }
}
