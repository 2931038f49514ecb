using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Whole steps: what is the same bit for bit, what comes out, what is refused.</summary>
public sealed class OrtTrainingEngineTests
{
    private static readonly StepRates s_rates = new(0.1f, 1e-3f, 2, 0.9f);

    [Fact]
    public void An_engine_says_what_it_takes()
    {
        using OrtTrainingEngine engine = Engine(Network(1));
        Assert.Equal(8, engine.BatchSize);
        Assert.Equal([1, 2, 3], engine.InputShape);
        Assert.Equal((6 * 5) + 5 + (5 * 3) + 3, engine.Capture().Vectors["parameters"].Length);
        Assert.Empty(engine.NotTrained);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        TrainingState one = After(5, threads: 1);
        TrainingState many = After(5, threads: 3);
        Assert.Equal(one.Steps, many.Steps);
        Assert.All(one.Vectors, vector => Assert.Equal(vector.Value, many.Vectors[vector.Key]));

        static TrainingState After(int steps, int threads)
        {
            using OrtTrainingEngine engine = Engine(Network(1), Network(2), threads: threads);
            Steps(engine, 0, steps);
            return engine.Capture();
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Momentum)]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Muon)]
    public void Restored_training_goes_on_as_if_it_had_not_stopped(OptimizerKind kind)
    {
        OptimizerSettings optimizer = new() { Kind = kind };
        using OrtTrainingEngine engine = Engine(Network(1), Network(2), optimizer);
        Steps(engine, 0, 3);
        TrainingState captured = engine.Capture();
        Steps(engine, 3, 6);
        TrainingState uninterrupted = engine.Capture();

        using OrtTrainingEngine other = Engine(Network(1), Network(2), optimizer);
        other.Restore(captured);
        Steps(other, 3, 6);
        TrainingState resumed = other.Capture();
        Assert.Equal(6, resumed.Steps);
        Assert.Equal(
            kind == OptimizerKind.AdamW ? ["average", "first", "parameters", "second"] : (string[])["average", "momentum", "parameters"],
            resumed.Vectors.Keys.Order(StringComparer.Ordinal));
        Assert.All(uninterrupted.Vectors, vector => Assert.Equal(vector.Value, resumed.Vectors[vector.Key]));
        Assert.NotEqual(captured.Vectors["parameters"], resumed.Vectors["parameters"]);
    }

    [Fact]
    public void A_state_of_another_network_is_refused()
    {
        using OrtTrainingEngine engine = Engine(Network(1));
        TrainingState state = engine.Capture();
        Assert.Throws<ArgumentException>(() => engine.Restore(state with { Vectors = new Dictionary<string, float[]>(state.Vectors) { ["momentum"] = [1] } }));
        Assert.Throws<ArgumentException>(() => engine.Restore(state with { Vectors = new Dictionary<string, float[]>() }));
    }

    [Fact]
    public void What_was_not_trained_is_exported_as_it_was()
    {
        OnnxModel network = Network(1);
        network.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "rsdtr.tool", Value = "test" });
        using OrtTrainingEngine engine = Engine(network);
        Assert.Equal(network.Proto, engine.Export(TrainedWeights.Last).Proto);
        Assert.Equal(network.Proto, engine.Export(TrainedWeights.Average).Proto);
    }

    [Fact]
    public void Trained_numbers_are_exported_and_nothing_else_changes()
    {
        // Weights in each form that files have: raw bytes, a typed field, a Constant node.
        OnnxModel network = Network(1);
        TensorProto typed = network.Proto.Graph.Initializer.Single(tensor => tensor.Name == "gemm1.weight");
        float[] numbers = TensorReader.ToFloats(typed);
        typed.ClearRawData();
        typed.FloatData.AddRange(numbers);
        TensorProto stored = network.Proto.Graph.Initializer.Single(tensor => tensor.Name == "gemm2.bias");
        network.Proto.Graph.Initializer.Remove(stored);
        network.Proto.Graph.Node.Insert(0, NodeBuilder.Node("Constant", "constant", [], ["gemm2.bias"], NodeBuilder.Tensor("value", stored)));
        network.Graph.Changed();

        using OrtTrainingEngine engine = Engine(network);
        Assert.Equal(network.Proto, engine.Export(TrainedWeights.Last).Proto);
        Steps(engine, 0, 4);
        OnnxModel trained = engine.Export(TrainedWeights.Last);
        float[] vector = engine.Capture().Vectors["parameters"];
        Assert.Equal(vector.Take(30), trained.Proto.Graph.Initializer.Single(tensor => tensor.Name == "gemm1.weight").FloatData);
        Assert.Equal(vector.Order(), trained.Proto.Graph.Initializer.Concat([trained.Proto.Graph.Node[0].GetTensor("value")!]).SelectMany(tensor => TensorReader.ToFloats(tensor)).Order());
        Assert.Equal(network.Proto.Graph.Node.Skip(1), trained.Proto.Graph.Node.Skip(1));
        Assert.NotEqual(numbers, TensorReader.ToFloats(trained.Graph.Constant("gemm1.weight")!));
        Assert.NotEqual(TensorReader.ToFloats(stored), TensorReader.ToFloats(trained.Graph.Constant("gemm2.bias")!));
    }

    [Fact]
    public void The_exported_network_has_the_loss_that_the_next_step_tells()
    {
        using OrtTrainingEngine engine = Engine(Network(1));
        Steps(engine, 0, 4);
        using OrtTrainingEngine other = Engine(engine.Export(TrainedWeights.Last));
        Assert.Equal(engine.Step(Batch(9), s_rates).Loss, other.Step(Batch(9), s_rates).Loss);
    }

    [Fact]
    public void Numbers_that_are_not_finite_change_nothing_and_are_told()
    {
        using OrtTrainingEngine engine = Engine(Network(1));
        Steps(engine, 0, 2);
        TrainingState before = engine.Capture();
        TrainingBatch batch = Batch(1);
        batch.Images[7] = float.NaN;
        Assert.False(engine.Step(batch, s_rates).IsFinite);
        TrainingState after = engine.Capture();
        Assert.Equal(before.Steps, after.Steps);
        Assert.All(before.Vectors, vector => Assert.Equal(vector.Value, after.Vectors[vector.Key]));
        Assert.True(engine.Step(Batch(1), s_rates).IsFinite);
    }

    [Theory]
    [InlineData(OptimizerKind.Momentum, 0.1f)]
    [InlineData(OptimizerKind.AdamW, 0.02f)]
    [InlineData(OptimizerKind.Muon, 0.02f)]
    public void A_separable_task_is_learned(OptimizerKind kind, float rate)
    {
        using OrtTrainingEngine engine = Engine(LinearNetwork.Random(1), optimizer: new OptimizerSettings { Kind = kind });
        StepRates rates = s_rates with { LearningRate = rate, WeightDecay = 0 };
        double first = Mean(0, 10, rates with { LearningRate = 0 });
        _ = Mean(0, 600, rates);
        Assert.True(Mean(0, 10, rates with { LearningRate = 0 }) < first / 3);

        double Mean(int from, int to, StepRates at) => Enumerable.Range(from, to - from).Average(step => engine.Step(Batch(step), at).Loss);
    }

    [Fact]
    public void A_network_of_single_images_is_trained_image_by_image()
    {
        using OrtTrainingEngine single = Engine(LinearNetwork.Random(1, batch: 1L));
        using OrtTrainingEngine open = Engine(LinearNetwork.Random(1));
        StepResult one = single.Step(Batch(1), s_rates);
        StepResult all = open.Step(Batch(1), s_rates);
        Assert.Equal(all.Loss, one.Loss, 1e-5);
        Assert.Equal(all.GradientNorm, one.GradientNorm, 1e-5);
        LinearNetwork.Close([.. open.Capture().Vectors["parameters"].Select(value => (double)value)], single.Capture().Vectors["parameters"]);
    }

    [Fact]
    public void Weights_without_an_effect_stay()
    {
        // An integer hides nothing here: the scores do not depend on what the Cast gives but by its shape.
        GraphBuilder builder = new GraphBuilder().Input("x", "batch", 1, 2, 3).Flatten().Gemm(6, 3).RandomWeight("v", 3, 3);
        OnnxModel network = builder.Node("MatMul", ["gemm1", "v"], ["side"]).Node("Shape", ["side"], ["shape"]).Node("Reshape", ["gemm1", "shape"], ["y"]).Output("y").Build();
        using OrtTrainingEngine engine = Engine(network);
        Assert.Equal(["v"], engine.NotTrained);
        Assert.Equal(18 + 3, engine.Capture().Vectors["parameters"].Length);
    }

    [Fact]
    public void A_node_without_a_derivative_is_named()
    {
        OnnxModel network = new GraphBuilder().Input("x", "batch", 1, 2, 3).Flatten().Gemm(6, 3).Node("Erf").Output("y").Build();
        Expect.Error(TrainingDiagnostics.NotDifferentiable, () => Engine(network).Dispose(), "Erf 'erf1'", "gemm1.weight");
    }

    [Fact]
    public void Networks_that_cannot_be_trained_are_refused()
    {
        Expect.Error(TrainingDiagnostics.NotTrainable, () => Engine(new GraphBuilder().Input("x", "batch", 3).Relu().Output("y").Build()).Dispose(), "no float32 weight");
        Expect.Error(TrainingDiagnostics.NotTrainable, () => Engine(new GraphBuilder().Input("x", "batch", 1, null, 3).Flatten().Gemm(6, 3).Output("y").Build()).Dispose(), "[?,1,?,3]");
        Expect.Error(TrainingDiagnostics.NotTrainable, () => Engine(LinearNetwork.Random(1, batch: 3L)).Dispose(), "exactly 3 images", "batch of 8");
        Expect.Error(
            TrainingDiagnostics.NotTrainable, () => Engine(new GraphBuilder().Input("x", "batch", 6).Gemm(6, 3).Reshape(-1, 3, 1).Output("y").Build()).Dispose(), "Labels are classes", "[batch, classes]");
    }

    [Fact]
    public void A_batch_that_no_array_holds_is_refused() => Expect.Error(
        TrainingDiagnostics.NotTrainable,
        () => OrtTrainingEngine.Create(
            Network(1), Network(2), new EngineSettings { Loss = new LossSettings(), Optimizer = new OptimizerSettings(), BatchSize = int.MaxValue }).Dispose(),
        // 6 numbers an image.
        "12884901882 numbers", $"--batch to {Array.MaxLength / 6} or less");

    [Fact]
    public void A_teacher_must_fit()
    {
        Expect.Error(
            TrainingDiagnostics.TeacherMismatch,
            () => Engine(Network(1), new GraphBuilder().Input("x", "batch", 1, 2, 3).Flatten().Gemm(6, 4).Output("y").Build()).Dispose(), "3 class scores");
        Expect.Error(
            TrainingDiagnostics.TeacherMismatch,
            () => Engine(Network(1), new GraphBuilder().Input("x", "batch", 1, 3, 2).Flatten().Gemm(6, 3).Output("y").Build()).Dispose(), "[1, 3, 2]");
        Expect.Error(
            TrainingDiagnostics.TeacherMismatch, () => Engine(LinearNetwork.Random(1), LinearNetwork.Random(2, batch: 2L)).Dispose(), "exactly 2 at a time", "any number at a time");
        Expect.Error(
            TrainingDiagnostics.TeacherMismatch, () => OrtTrainingEngine.Create(
                Network(1), Network(2), new EngineSettings { Loss = new LossSettings { FeatureWeight = 1 }, Optimizer = new OptimizerSettings(), BatchSize = 8 }).Dispose(), "branches meet");
    }

    [Fact]
    public void Settings_and_batches_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => OrtTrainingEngine.Create(Network(1), null, new EngineSettings { Loss = new LossSettings(), Optimizer = new OptimizerSettings() }));
        Assert.Throws<ArgumentException>(() => OrtTrainingEngine.Create(
            Network(1), null, new EngineSettings { Loss = new LossSettings { DistillationWeight = 0 }, Optimizer = new OptimizerSettings() }));
        using OrtTrainingEngine engine = Engine(Network(1));
        Assert.Throws<ArgumentException>(() => engine.Step(Batch(1) with { Labels = null }, s_rates));
        Assert.Throws<ArgumentException>(() => engine.Step(new TrainingBatch(new float[5], new long[8]), s_rates));
        Expect.Error(TrainingDiagnostics.LabelOutOfRange, () => engine.Step(Batch(1) with { Labels = [0, 1, 2, 3, 0, 1, 2, 0] }, s_rates), "label 3", "3 classes");
    }

    private static OnnxModel Network(int seed) =>
        new GraphBuilder(seed: seed).Input("x", "batch", 1, 2, 3).Flatten().Gemm(6, 5).Relu().Gemm(5, 3).Output("y").Build();

    private static OrtTrainingEngine Engine(OnnxModel network, OnnxModel? teacher = null, OptimizerSettings? optimizer = null, int threads = 2) => OrtTrainingEngine.Create(
        network, teacher,
        new EngineSettings
        {
            Loss = new LossSettings { LabelWeight = 1, DistillationWeight = teacher is null ? 0 : 1 },
            Optimizer = optimizer ?? new OptimizerSettings(),
            BatchSize = 8,
            Threads = threads,
        });

    // The class is the place of the largest of the first three numbers.
    private static TrainingBatch Batch(int seed)
    {
        float[] images = ModelRunner.Noise(1000 + seed, 8 * 6);
        return new TrainingBatch(images, [.. images.Chunk(6).Select(x => (long)Array.IndexOf(x, x.Take(3).Max()))]);
    }

    private static void Steps(OrtTrainingEngine engine, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            Assert.True(engine.Step(Batch(step), s_rates).IsFinite);
        }
    }
}
