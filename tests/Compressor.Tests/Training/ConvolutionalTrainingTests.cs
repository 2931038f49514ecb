using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Networks with convolutions and factorized kernels, held to differences of their losses.</summary>
public sealed class ConvolutionalTrainingTests
{
    private static readonly ShardPlan s_plan = new(4, 2, 1, 2);

    private static readonly LossSettings s_loss = new() { LabelWeight = 1, DistillationWeight = 1, FeatureWeight = 0.5f };

    [Fact]
    public void The_loss_changes_along_a_direction_as_its_gradient_says()
    {
        (OnnxModel model, OnnxModel teacher) = (Network(1), Network(2));
        TrainingBatch batch = Batch(4, 3 * 8 * 8);
        (_, float[] gradient) = LinearNetwork.Run(model, teacher, s_loss, s_plan, batch);
        ParameterLayout layout = ParameterLayout.Of(model.Graph.Proto.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float)
            .Select(tensor => new WeightTensor(tensor, WeightMatrix.OfFactor(tensor.Dims))));
        Assert.Equal(layout.Length, gradient.Length);
        float[] start = layout.Read(model);
        foreach (TrainedTensor tensor in layout.Tensors)
        {
            // Along each tensor by itself, so that a small one is not lost in the sum. Float32 losses near 1 at steps of 0.01 give slopes to about 1e-5.
            float[] direction = ModelRunner.Noise(7, tensor.Length);
            double slope = (Loss(tensor, direction, 0.01f) - Loss(tensor, direction, -0.01f)) / 0.02;
            double expected = direction.Select((value, index) => (double)value * gradient[tensor.Offset + index]).Sum();
            Assert.True(Math.Abs(slope - expected) <= 2e-3 + (5e-3 * Math.Abs(expected)), $"{tensor.Name}: {slope} is not {expected}");
        }

        double Loss(TrainedTensor tensor, float[] direction, float step)
        {
            float[] moved = [.. start];
            for (int index = 0; index < direction.Length; index++)
            {
                moved[tensor.Offset + index] += step * direction[index];
            }

            OnnxModel copy = model.Clone();
            layout.Write(copy, moved);
            return LinearNetwork.Run(copy, teacher, s_loss, s_plan, batch).Loss;
        }
    }

    [SharedTheory]
    [InlineData("cifar10-resnet20.onnx", 16, 12, 0.005f)]
    [InlineData("cifar10-resnet20-bn.onnx", 16, 12, 0.005f)]
    [InlineData("ultraface-rfb-320.onnx", 2, 8, 0.02f)]
    [InlineData("fastestdet.onnx", 2, 8, 0.02f)]
    [InlineData("super-resolution-espcn.onnx", 1, 8, 0.02f)]
    public void A_disturbed_network_comes_nearer_to_what_it_was(string name, int images, int steps, float rate)
    {
        OnnxModel teacher = OnnxModelFile.Load(RepositoryLayout.Shared("models", name));
        OnnxModel network = teacher.Clone();
        foreach (TensorProto tensor in network.Proto.Graph.Initializer.Where(tensor => tensor.Dims.Count == 4))
        {
            float[] values = TensorReader.ToFloats(tensor);
            float size = 0.3f * MathF.Sqrt(values.Average(value => value * value));
            float[] noise = ModelRunner.Noise(values.Length, values.Length);
            tensor.FloatData.Clear();
            tensor.RawData = TensorBuilder.Floats("", [values.Length], [.. values.Zip(noise, (value, change) => value + (size * change))]).RawData;
        }

        using OrtTrainingEngine engine = OrtTrainingEngine.Create(
            network, teacher, new EngineSettings { Loss = new LossSettings(), Optimizer = new OptimizerSettings(), BatchSize = images, Threads = 2 });
        TrainingBatch batch = Batch(images, (int)engine.InputShape.Aggregate((product, size) => product * size));
        StepRates rates = new(rate, 0, 2, 0);
        double first = engine.Step(batch, rates).Loss;
        double last = Enumerable.Range(0, steps).Select(_ => engine.Step(batch, rates).Loss).Last();
        Assert.True(last < 0.8 * first, $"{last} is not less than 0.8 of {first}");
    }

    // A block with a shortcut; a layer of three stages with filters of their own; one whose kernel nodes over cores make; steps of 2; a bias as a node of its own.
    private static OnnxModel Network(int seed) => new GraphBuilder(seed: seed).Input("x", "batch", 3, 8, 8)
        .Conv(6, 3, pads: 1).Node("Tanh", null, ["a"])
        .Conv(3, 1, input: "a", inChannels: 6, bias: false).Conv(6, 3, pads: 1, group: 3, bias: false, inChannels: 3).Conv(6, 1, inChannels: 6, name: "chain")
        .Node("Add", ["chain", "a"], ["joined"]).Node("Sigmoid", null, ["b"])
        .RandomWeight("g1", 8, 4).RandomWeight("g2", 4, 54).Int64s("sizes", 8, 6, 3, 3)
        .Node("MatMul", ["g1", "g2"], ["product"]).Node("Reshape", ["product", "sizes"], ["kernel"])
        .Node("Conv", ["b", "kernel"], ["c"], NodeBuilder.Ints("strides", 2, 2), NodeBuilder.Ints("pads", 1, 1, 1, 1))
        .RandomWeight("shift", 8, 1, 1).Node("Add", ["c", "shift"]).Node("Tanh", null, ["d"])
        .GlobalAveragePool().Flatten().Gemm(8, 3).Output("y").Build();

    private static TrainingBatch Batch(int images, int length) =>
        new(ModelRunner.Noise(5, images * length), [.. Enumerable.Range(0, images).Select(image => (long)image % 3)]);
}
