using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Training;

/// <summary>Training with BatchNormalization by the statistics of the batch, held to float64 arithmetic by its definition.</summary>
public sealed class BatchStatisticsTests
{
    private const int Images = 16;
    private const int Features = 8;
    private const int Plane = 4;
    private const int Classes = 3;
    private const double Epsilon = 0.1;

    // A moving average that keeps a quarter.
    private static readonly StepRates s_still = new(0, 0, 0, 0.25f);

    private static readonly StepRates s_rates = new(0.1f, 1e-3f, 2, 0.9f);

    [Theory]
    [InlineData(13, false)]
    [InlineData(15, false)]
    [InlineData(13, true)]
    [InlineData(15, true)]
    public void Each_part_is_normalized_by_its_own_and_what_is_stored_follows_their_mean(int opset, bool isFixed)
    {
        // Sixteen images in two shards of eight; or two at a time, as the network takes them, in four shards of two runs.
        OnnxModel network = Network(opset, isFixed ? 2L : "batch");
        TrainingBatch batch = Batch(3);
        (double loss, double[] statistics) = Reference(network, batch, isFixed ? 2 : 8);
        using OrtTrainingEngine engine = Engine(network);
        Assert.Equal(loss, engine.Step(batch, s_still).Loss, 1e-5);
        TrainingState state = engine.Capture();
        LinearNetwork.Close(statistics, state.Vectors["statistics"]);
        double[] before = [.. Stored(network, "bn.mean"), .. Stored(network, "bn.var")];
        LinearNetwork.Close([.. statistics.Zip(before, (now, then) => (0.75 * now) + (0.25 * then))], state.Vectors["average statistics"]);
        foreach ((TrainedWeights weights, string name) in ((TrainedWeights, string)[])[(TrainedWeights.Last, "statistics"), (TrainedWeights.Average, "average statistics")])
        {
            OnnxModel exported = engine.Export(weights);
            double[] written = [.. Stored(exported, "bn.mean"), .. Stored(exported, "bn.var")];
            Assert.Equal(state.Vectors[name].Select(value => (double)value), written);
            Assert.Equal(network.Proto.Graph.Node, exported.Proto.Graph.Node);
        }
    }

    [Fact]
    public void The_loss_changes_along_a_direction_as_its_gradient_says()
    {
        // One step of length 1e-3 against the gradient, which is not clipped, takes 1e-3 times its square off the loss to first order.
        TrainingBatch batch = Batch(3);
        using OrtTrainingEngine engine = Engine(Network(15));
        StepResult first = engine.Step(batch, new StepRates(1e-3f, 0, 0, 0));
        double expected = 1e-3 * first.GradientNorm * first.GradientNorm;
        Assert.Equal(expected, first.Loss - engine.Step(batch, s_still).Loss, 0.05 * expected);
    }

    [Fact]
    public void Stored_statistics_stay_where_nothing_else_is_asked_for()
    {
        OnnxModel network = Network(15);
        using OrtTrainingEngine engine = Engine(network, normalization: NormalizationStatistics.Stored);
        engine.Step(Batch(1), s_rates);
        Assert.Equal(["average", "momentum", "parameters"], engine.Capture().Vectors.Keys.Order(StringComparer.Ordinal));
        OnnxModel exported = engine.Export(TrainedWeights.Last);
        Assert.Equal(Stored(network, "bn.mean"), Stored(exported, "bn.mean"));
        Assert.Equal(Stored(network, "bn.var"), Stored(exported, "bn.var"));
        Assert.NotEqual(Stored(network, "bn.gamma"), Stored(exported, "bn.gamma"));
    }

    [Fact]
    public void Restored_training_goes_on_as_if_it_had_not_stopped_on_any_number_of_threads()
    {
        using OrtTrainingEngine engine = Engine(Network(15));
        Steps(engine, 0, 3);
        TrainingState captured = engine.Capture();
        Steps(engine, 3, 6);
        TrainingState uninterrupted = engine.Capture();

        using OrtTrainingEngine other = Engine(Network(15), threads: 1);
        other.Restore(captured);
        Steps(other, 3, 6);
        TrainingState resumed = other.Capture();
        Assert.Equal(["average", "average statistics", "momentum", "parameters", "statistics"], resumed.Vectors.Keys.Order(StringComparer.Ordinal));
        Assert.All(uninterrupted.Vectors, vector => Assert.Equal(vector.Value, resumed.Vectors[vector.Key]));
        Assert.NotEqual(captured.Vectors["statistics"], resumed.Vectors["statistics"]);
    }

    [Fact]
    public void A_state_without_the_statistics_is_refused_and_changes_nothing()
    {
        using OrtTrainingEngine engine = Engine(Network(15));
        TrainingState start = engine.Capture();
        Steps(engine, 0, 1);
        TrainingState state = engine.Capture();
        foreach (string name in (string[])["statistics", "average statistics"])
        {
            Assert.Throws<ArgumentException>(() => engine.Restore(start with { Vectors = start.Vectors.Where(vector => vector.Key != name).ToDictionary() }));
        }

        Assert.All(state.Vectors, vector => Assert.Equal(vector.Value, engine.Capture().Vectors[vector.Key]));
    }

    [Fact]
    public void Numbers_that_are_not_finite_change_no_statistics()
    {
        using OrtTrainingEngine engine = Engine(Network(15));
        Steps(engine, 0, 1);
        float[] before = engine.Capture().Vectors["statistics"];
        TrainingBatch batch = Batch(1);
        batch.Images[5] = float.PositiveInfinity;
        Assert.False(engine.Step(batch, s_rates).IsFinite);
        Assert.Equal(before, engine.Capture().Vectors["statistics"]);
    }

    [Fact]
    public void A_run_from_random_weights_goes_on_from_its_checkpoint_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        string data = LabelledArrays.Save(folder.File("data.npz"), ModelRunner.Noise(4, 40 * Features), [.. Enumerable.Range(0, 40).Select(i => i % Classes)], 2, 2, 2);
        FineTuningOptions options = new()
        {
            Data = data,
            UseLabels = true,
            Normalization = NormalizationStatistics.Batch,
            Epochs = 3,
            BatchSize = 8,
            Rate = 0.1,
            HeldOutShare = 0.25,
            AverageDecay = 0.9,
            Threads = 1,
        };
        OnnxModel network = RandomWeights.Draw(Network(15), seed: 5);
        FineTuningResult whole = FineTuner.Run(network, null, options);

        FineTuningOptions kept = options with { Checkpoint = folder.File("run.checkpoint"), Threads = 2 };
        using CancellationTokenSource stop = new();
        FineTuner.Run(network, null, kept, new Listener(progress => Stop(progress, stop)), stop.Token);
        FineTuningResult resumed = FineTuner.Run(network, null, kept);
        Assert.Equal(whole.Report.Epochs.Select(epoch => (epoch.Loss, epoch.HeldOut.Top1)), resumed.Report.Epochs.Select(epoch => (epoch.Loss, epoch.HeldOut.Top1)));
        Assert.Equal(whole.Model?.Proto, resumed.Model?.Proto);
        Expect.Error(
            TrainingDiagnostics.CheckpointOfAnotherRun, () => FineTuner.Run(network, null, kept with { Normalization = NormalizationStatistics.Stored }), "normalization was batch and is stored");

        static void Stop(FineTuningProgress progress, CancellationTokenSource stop)
        {
            if (progress is { Phase: FineTuningPhase.Train, Epoch: 2, Done: 6 })
            {
                stop.Cancel();
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 1)]
    [InlineData(15, 1)]
    [InlineData(16, 2)]
    [InlineData(33, 3)]
    [InlineData(64, 4)]
    public void A_batch_is_cut_into_parts_of_eight_images_or_more(int images, int parts)
    {
        TrainingNetwork network = TrainingNetwork.Of(Network(15));
        if (images > 1)
        {
            Assert.Equal(new ShardPlan(images, parts, 1, images / parts), ShardPlan.For(network, images, NormalizationStatistics.Batch));
        }
        else
        {
            Expect.Error(TrainingDiagnostics.NotTrainable, () => ShardPlan.For(network, images, NormalizationStatistics.Batch), "--batch");
            Expect.Error(TrainingDiagnostics.NotTrainable, () => ShardPlan.For(TrainingNetwork.Of(Network(15, 1L)), 64, NormalizationStatistics.Batch), "open batch");
        }
    }

    [Fact]
    public void A_network_that_has_nothing_to_normalize_with_is_refused()
    {
        OnnxModel plain = LinearNetwork.Random(1);
        Expect.Error(TrainingDiagnostics.NotTrainable, () => Engine(plain).Dispose(), "--normalization batch", "--normalization stored");
        Engine(plain, NormalizationStatistics.Stored).Dispose();
    }

    [Theory]
    [InlineData(NormalizationStatistics.Stored)]
    [InlineData(NormalizationStatistics.Batch)]
    public void A_node_in_training_form_is_refused_by_its_name(NormalizationStatistics normalization)
    {
        OnnxModel network = Network(15);
        NodeProto node = network.Proto.Graph.Node.Single(node => node.OpType == "BatchNormalization");
        node.Attribute.Add(NodeBuilder.Int("training_mode", 1));
        node.Output.Add(["m", "v"]);
        Expect.Error(TrainingDiagnostics.NotTrainable, () => Engine(network, normalization).Dispose(), "'bn'", "training form", "model.eval()");
    }

    private static OnnxModel Network(int opset, object? batch = null) => new GraphBuilder(opset, irVersion: 8)
        .Input("x", batch ?? "batch", 2, 2, 2).BatchNormalization((float)Epsilon, name: "bn").Flatten()
        .RandomWeight("w", Classes, Features).RandomWeight("b", Classes).Node("Gemm", ["flatten1", "w", "b"], ["y"], NodeBuilder.Int("transB", 1)).Output("y", "y").Build();

    private static OrtTrainingEngine Engine(OnnxModel network, NormalizationStatistics normalization = NormalizationStatistics.Batch, int threads = 2) => LabelledEngine.Create(network, Images, normalization, threads);

    private static TrainingBatch Batch(int seed) =>
        new([.. ModelRunner.Noise(seed, Images * Features).Select((value, index) => (value * (1 + (index % 3))) + (index % 5))], [.. Enumerable.Range(0, Images).Select(image => (long)(image + seed) % Classes)]);

    private static void Steps(OrtTrainingEngine engine, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            Assert.True(engine.Step(Batch(step), s_rates).IsFinite);
        }
    }

    private static double[] Stored(OnnxModel model, string name) => [.. TensorReader.ToFloats(model.Graph.Initializer(name)!).Select(value => (double)value)];

    // Parts of some images each: the mean loss, and 0.9 of what is stored and 0.1 of the mean of what the parts have, means first.
    private static (double Loss, double[] Statistics) Reference(OnnxModel network, TrainingBatch batch, int images)
    {
        float[][][] parts = [.. batch.Images.Chunk(Features).Chunk(images)];
        double loss = 0;
        double[] statistics = [.. Stored(network, "bn.mean").Concat(Stored(network, "bn.var")).Select(value => 0.9 * value)];
        for (int part = 0; part < parts.Length; part++)
        {
            double[][] scores = [.. parts[part].Select(_ => Stored(network, "b"))];
            for (int channel = 0; channel < 2; channel++)
            {
                double[][] x = [.. parts[part].Select(image => image.Skip(channel * Plane).Take(Plane).Select(value => (double)value).ToArray())];
                double mean = x.Average(plane => plane.Average());
                double variance = x.Average(plane => plane.Average(value => (value - mean) * (value - mean)));
                statistics[channel] += 0.1 * mean / parts.Length;
                statistics[2 + channel] += 0.1 * variance / parts.Length;
                for (int image = 0; image < images; image++)
                {
                    for (int place = 0; place < Plane; place++)
                    {
                        double y = (Stored(network, "bn.gamma")[channel] * (x[image][place] - mean) / Math.Sqrt(variance + Epsilon)) + Stored(network, "bn.beta")[channel];
                        for (int k = 0; k < Classes; k++)
                        {
                            scores[image][k] += y * Stored(network, "w")[(k * Features) + (channel * Plane) + place];
                        }
                    }
                }
            }

            loss -= scores.Select((row, image) => Math.Log(LinearNetwork.Softmax(row)[batch.Labels![(part * images) + image]])).Sum() / Images;
        }

        return (loss, statistics);
    }

    private sealed class Listener(Action<FineTuningProgress> hear) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => hear(value);
    }
}
