using RsdtrEdge.Benchmarks.Tests.TrainingSpeed;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Benchmarks.Tests.Oracles;

/// <summary>Steps of the training engine, held to PyTorch's: losses, gradients, and the weights that come out.</summary>
[Collection(TorchGroup.Name)]
public sealed class TrainingOracleTests
{
    private const int Batch = 16;
    private const int Steps = 3;

    // A gradient adds some thousand products of float32, each rounded to 6e-8, behind a few layers that do: some 1e-5 of it. A forgotten or doubled term moves weights by percents.
    private const double OfMovement = 1e-3;

    // A loss is a mean of some dozens of numbers, each behind some thousand products: as many roundings as a gradient's, of which most cancel.
    private const double OfLoss = 1e-4;

    // Each step rounds a weight once more.
    private const double OfWeights = Steps * 1.2e-7;

    // Weight decay is as large as a gradient here, so that it shows; the clipped gradient is half of what it was or less, and the average is between the weights.
    private static readonly StepRates s_rates = new(0.01f, 0.1f, 0.5f, 0.7f);

    // Without weight decay, beside which the gradient of a tensor of large numbers would be small.
    private static readonly StepRates s_withoutDecay = s_rates with { WeightDecay = 0 };

    private static readonly LossSettings s_labels = new() { LabelWeight = 1, DistillationWeight = 0 };

    private static readonly LossSettings s_all = new() { LabelWeight = 0.5f, DistillationWeight = 2, Temperature = 3, FeatureWeight = 0.25f };

    public static TheoryData<OptimizerKind> Optimizers => [OptimizerKind.Momentum, OptimizerKind.AdamW];

    /// <summary>Every layout with every way to merge its stages.</summary>
    public static TheoryData<string, int> Chains => ChainPlans.From(0);

    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Labels_alone(OptimizerKind kind) => AssertSame(StepNetworks.Plain(), null, s_labels, kind, s_rates);

    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Gradients_that_are_not_shortened(OptimizerKind kind) => AssertSame(StepNetworks.Pooled(), null, s_labels, kind, s_rates with { ClipNorm = 0 });

    [TorchTheory]
    [InlineData(1f)]
    [InlineData(4f)]
    public void The_scores_of_a_teacher(float temperature) => AssertSame(
        StepNetworks.Pooled(1), StepNetworks.Pooled(2), new LossSettings { DistillationWeight = 1, Temperature = temperature }, OptimizerKind.Momentum, s_rates);

    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Labels_scores_and_features(OptimizerKind kind) => AssertSame(StepNetworks.Plain(1), StepNetworks.Plain(2), s_all, kind, s_rates, features: "relu2");

    [TorchFact]
    public void Outputs_that_are_no_scores() => AssertSame(
        StepNetworks.Plain(1), StepNetworks.Plain(2), new LossSettings { Outputs = OutputKind.Values }, OptimizerKind.Momentum, s_rates, classifies: false);

    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Stored_normalization(OptimizerKind kind) => AssertSame(StepNetworks.Normalized(), null, s_labels, kind, s_rates);

    // Sixteen images in two parts of eight, each normalized by its own.
    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Normalization_by_the_images(OptimizerKind kind) => AssertSame(
        StepNetworks.Normalized(), StepNetworks.Normalized(seed: 2), s_all, kind, s_rates, features: "relu2", normalization: NormalizationStatistics.Batch);

    // The dense convolution of stored cores, a cut in each place alone, all cuts; branches that share cores.
    [TorchTheory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 7)]
    public void Cores_of_rings(int branches, int cuts)
    {
        AssertSame(StepNetworks.Ring(branches, cuts), null, s_labels, OptimizerKind.Momentum, s_rates);
        AssertSame(StepNetworks.Ring(branches, cuts), null, s_labels, OptimizerKind.Momentum, s_withoutDecay);
    }

    [TorchTheory]
    [MemberData(nameof(Chains))]
    public void Stages_of_chains(string layout, int merges)
    {
        AssertSame(StepNetworks.Chain(layout, merges), null, s_labels, OptimizerKind.Momentum, s_rates);
        AssertSame(StepNetworks.Chain(layout, merges), null, s_labels, OptimizerKind.Momentum, s_withoutDecay);
    }

    // Its shortcuts drop every second row and column and add planes of zeros, by nodes over computed sizes, as PyTorch exports them.
    [TorchFact(needsShared: true)]
    public void A_residual_network()
    {
        OnnxModel network = OnnxModelFile.Load(RepositoryLayout.Shared("models", "cifar10-resnet20.onnx"));
        AssertSame(network, null, s_labels, OptimizerKind.Momentum, s_rates);
        AssertSame(network, null, s_labels, OptimizerKind.Momentum, s_withoutDecay);
    }

    [TorchTheory]
    [MemberData(nameof(Optimizers))]
    public void Branches_with_filters_of_their_own(OptimizerKind kind) => AssertSame(StepNetworks.Branches(1), StepNetworks.Branches(2), s_all with { FeatureWeight = 0 }, kind, s_rates);

    private static void AssertSame(
        OnnxModel network, OnnxModel? teacher, LossSettings loss, OptimizerKind kind, StepRates rates, string? features = null, bool classifies = true,
        NormalizationStatistics normalization = NormalizationStatistics.Stored)
    {
        bool byImages = normalization == NormalizationStatistics.Batch;
        EngineSettings settings = new() { Loss = loss, Optimizer = new OptimizerSettings { Kind = kind }, BatchSize = Batch, Normalization = normalization };
        using OrtTrainingEngine engine = OrtTrainingEngine.Create(network, teacher, settings);
        using TorchOracle oracle = new(byImages ? StepNetworks.Normalized(training: true) : network, teacher, settings, rates, parts: byImages ? 2 : 1) { Features = features is null ? [] : [features], Classifies = classifies };
        AssertTrained(network, oracle.Decays);
        IReadOnlyDictionary<string, double[]> start = oracle.Weights;
        for (int step = 0; step < Steps; step++)
        {
            TrainingBatch batch = new(
                ModelRunner.Noise(step + 1, (int)engine.InputShape.Aggregate((long)Batch, (product, size) => product * size)), [.. Enumerable.Range(step, Batch).Select(image => (long)(image % StepNetworks.Classes))]);
            StepResult own = engine.Step(batch, rates);
            (double expectedLoss, double expectedNorm) = oracle.Step(batch);
            Assert.Equal(expectedLoss, own.Loss, OfLoss * expectedLoss);
            Assert.Equal(expectedNorm, own.GradientNorm, OfMovement * expectedNorm);
            Assert.True(rates.ClipNorm == 0 || expectedNorm > rates.ClipNorm, $"the gradient of {expectedNorm} is not clipped");
        }

        Close(start, oracle.Weights, engine.Export(TrainedWeights.Last));
        Close(start, oracle.Averages, engine.Export(TrainedWeights.Average));
    }

    // The oracle takes from the engine what is trained and what decays. By the files alone it is all that they store as float32 but the statistics of normalizations, and, of that, what is no vector.
    private static void AssertTrained(OnnxModel network, IReadOnlyDictionary<string, bool> decays)
    {
        HashSet<string> statistics = [.. network.Graph.Nodes.Where(node => node.OpType == "BatchNormalization").SelectMany(node => node.Input.Skip(3))];
        Assert.Equal(
            network.Graph.Proto.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float && !statistics.Contains(tensor.Name))
                .Select(tensor => (tensor.Name, tensor.Dims.Count > 1)).Order(),
            decays.Select(weight => (weight.Key, weight.Value)).Order());
    }

    private static void Close(IReadOnlyDictionary<string, double[]> start, IReadOnlyDictionary<string, double[]> expected, OnnxModel trained)
    {
        foreach ((string name, double[] wanted) in expected)
        {
            double[] found = [.. TensorReader.ToFloats(trained.Graph.Initializer(name)!).Select(value => (double)value)];
            double movement = Distance(wanted, start[name]);
            double most = (OfMovement * movement) + (OfWeights * Distance(wanted, new double[wanted.Length]));
            Assert.True(movement > 0, $"{name} was not trained");
            Assert.True(Distance(wanted, found) <= most, $"{name}: {Distance(wanted, found):E2} > {most:E2}, it moved by {movement:E2}");
        }
    }

    private static double Distance(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum());
}
