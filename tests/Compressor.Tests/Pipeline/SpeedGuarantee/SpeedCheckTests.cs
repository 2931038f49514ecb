using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Gate;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;
using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.TensorRing;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Tests.Pipeline.SpeedGuarantee;

public sealed class SpeedCheckTests
{
    // 8x8 positions, four convolutions of 16 channels; a chain of width 4 has 16 x 4 x 3 x 2 = 384 MACs a position of 2304.
    private static readonly OnnxModel s_model = new GraphBuilder(seed: 3)
        .Input("x", 1, 16, 8, 8)
        .Conv(16, 3, pads: 1, name: "a").Conv(16, 3, pads: 1, name: "b").Conv(16, 3, pads: 1, name: "c").Conv(16, 3, pads: 1, name: "d")
        .Output("y").Build();

    private const double DenseMacs = 64 * 2304;

    private static readonly ResolvedLimits s_limits = new(
        Budgets.OfFile("\"flops\": \"50%\"", "\"modelBytes\": \"50%\"", "\"latencyMs\": { \"percentile\": 90, \"limit\": 5 }"), null);

    private static readonly KernelShape s_shape = new(16, 16, 3, 3);

    [Fact]
    public void What_is_not_slower_stays_as_it_is()
    {
        FakeMeasurement machine = new(macMs: 1);
        LayerDecision[] decisions = Decide(Chain, Ring, null, null);
        GuaranteedPlan plan = Check(machine, decisions);
        Assert.Equal((SpeedOutcome.NotSlower, 1), (plan.Report.Outcome, machine.Compared.Count));
        Assert.Equal(decisions, plan.Decisions);
        Assert.Same(machine.Compared[0].Compressed, plan.Model);
        Assert.Same(s_model, machine.Compared[0].Original);
        Assert.Equal(plan.Report.Before, plan.Report.After);
        Assert.Empty(plan.Report.FellBack);
    }

    [Fact]
    public void Noise_on_both_sides_of_one_is_not_slower()
    {
        Assert.Equal(SpeedOutcome.NotSlower, Check(new FakeMeasurement { Speedups = [0.985], Spread = 0.02 }, Decide(Chain, null, null, null)).Report.Outcome);
        Assert.NotEmpty(Check(new FakeMeasurement(nodeMs: 1) { Speedups = [0.985], Spread = 0.01 }, Decide(Chain, null, null, null)).Report.FellBack);
        Assert.NotEmpty(Check(new FakeMeasurement(nodeMs: 1) { Speedups = [0.97], Spread = 0.05 }, Decide(Chain, null, null, null)).Report.FellBack);
    }

    [Fact]
    public void The_layers_that_cost_most_run_dense_and_no_more_of_them_than_needed()
    {
        // In units of what a dense layer computes: a chain 384 / 2304 = 0.17 in two stages, the ring 224 / 2304 = 0.1 in four. With overheads
        // of 0.4 a stage each chain saves 0.43 and the ring costs 0.3.
        FakeMeasurement machine = new(nodeMs: 0.4 * DenseMacs, macMs: 1);
        LayerDecision[] decisions = Decide(Chain, Chain, Chain, Ring);
        GuaranteedPlan plan = Check(machine, decisions);
        Assert.True(plan.Report.Before.Speedup > 1);
        Assert.Equal(SpeedOutcome.NotSlower, plan.Report.Outcome);

        // With overheads of 1 a chain costs 0.17 and the ring 2.1.
        machine = new(nodeMs: DenseMacs, macMs: 1);
        plan = Check(machine, decisions);
        Assert.Equal(SpeedOutcome.FellBack, plan.Report.Outcome);
        Assert.Equal(["a", "b", "c", "d"], plan.Report.FellBack);
        Assert.Equal(1, plan.Report.After.Speedup, 9);

        // With 0.75 a chain saves 0.08 and the ring costs 1.3.
        machine = new(nodeMs: 0.75 * DenseMacs, macMs: 1);
        plan = Check(machine, decisions);
        Assert.Equal(SpeedOutcome.FellBack, plan.Report.Outcome);
        Assert.Equal(["d"], plan.Report.FellBack);
        Assert.True(plan.Report.Before.Speedup < 1 && plan.Report.After.Speedup > 1);
        Assert.Same(machine.Compared[^1].Compressed, plan.Model);
    }

    [Fact]
    public void Falling_back_changes_nothing_that_is_stored()
    {
        LayerDecision[] decisions = Decide(Chain, Ring, null, null);
        decisions[0] = decisions[0] with { BiasShift = new float[16], Error = 0.25 };
        GuaranteedPlan plan = Check(new FakeMeasurement(nodeMs: 1), decisions);
        Assert.All(plan.Decisions.Zip(decisions).Take(2), pair =>
        {
            Assert.True(pair.First.Factors!.RunsDense);
            Assert.Equal(pair.Second.Factors!.Parameters, pair.First.Factors.Parameters);
            Assert.Equal(pair.Second.Factors.Reconstruct(), pair.First.Factors.Reconstruct());
            Assert.Equal(pair.Second with { Factors = null }, pair.First with { Factors = null });
        });
        Assert.InRange(ModelRunner.LargestRelativeDifference(
            Assembly.Reconstruct(decisions, default), plan.Model, seed: 1, 1, 16, 8, 8), 0, 1e-4);
    }

    [Fact]
    public void What_a_limit_forbids_does_not_fall_back()
    {
        FakeMeasurement machine = new(nodeMs: 1);
        GuaranteedPlan plan = Check(machine, Decide(Chain, Ring, null, null), decisions => decisions[1].Factors!.RunsDense ? LimitKind.Flops : null);
        Assert.Equal(SpeedOutcome.Slower, plan.Report.Outcome);
        Assert.Equal(["a"], plan.Report.FellBack);
        Assert.Equal(["b"], plan.Report.HeldByLimits);
        Assert.Equal("C|i|j|T", plan.Decisions[1].Factors!.Plan);
        Assert.Equal([LimitKind.Flops], plan.Holding);
        Assert.EndsWith(
            "1 of the layers that cost time cannot run dense within the limits, first 'b': raise limits.flops in devices/board.json.", Warning(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_limit_that_holds_a_layer_is_named_and_no_other()
    {
        GuaranteedPlan plan = Check(
            new FakeMeasurement(nodeMs: 1), Decide(Chain, Chain, Chain, null),
            decisions => decisions[0].Factors!.RunsDense ? LimitKind.ModelBytes : decisions[1].Factors!.RunsDense ? LimitKind.LatencyMs : null);
        Assert.Equal(["c"], plan.Report.FellBack);
        Assert.Equal([LimitKind.ModelBytes, LimitKind.LatencyMs], plan.Holding);
        Assert.EndsWith("2 of the layers that cost time cannot run dense within the limits, first 'a': raise limits.modelBytes in devices/board.json and limits.latencyMs in devices/board.json.", Warning(plan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.985, SpeedOutcome.FellBack)]
    [InlineData(0.95, SpeedOutcome.Slower)]
    public void With_all_layers_dense_the_rest_is_the_measurements(double speedup, SpeedOutcome outcome)
    {
        FakeMeasurement machine = new(nodeMs: 1) { Speedups = [speedup] };
        GuaranteedPlan plan = Check(machine, Decide(Chain, Ring, null, null));
        Assert.Equal((outcome, 2), (plan.Report.Outcome, plan.Report.FellBack.Count));
        Assert.Equal(outcome == SpeedOutcome.Slower ? 1 : 0, SpeedWarning.Of(plan, s_limits, "m.onnx").Count());
    }

    [Fact]
    public void In_the_third_round_all_fall_back()
    {
        // Told to be slower whatever is done, while the chains save what both rings cost, and more: nothing is missing by the times, so that one ring falls
        // back a round; the third takes the rest.
        FakeMeasurement machine = new(nodeMs: 0.4 * DenseMacs, macMs: 1) { Speedups = [0.9] };
        GuaranteedPlan plan = Check(machine, Decide(Chain, Chain, Ring, Ring));
        Assert.Equal(4, machine.Compared.Count(pair => ReferenceEquals(pair.Original, s_model)));
        Assert.Equal(4, plan.Report.FellBack.Count);
    }

    [Fact]
    public void A_void_measurement_is_made_once_more()
    {
        FakeMeasurement machine = new(macMs: 1) { VoidCount = 1 };
        Assert.False(Check(machine, Decide(Chain, null, null, null)).Report.After.Void);
        Assert.Equal(2, machine.Compared.Count);

        machine = new(macMs: 1) { VoidCount = 9 };
        SpeedGuaranteeReport report = Check(machine, Decide(Chain, null, null, null)).Report;
        Assert.Equal((2, true), (machine.Compared.Count, report.After.Void));
        Assert.Equal(["other programs were running"], report.After.VoidReasons);
        Assert.Contains("void: other programs were running", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_of_unknown_sizes_fall_back_when_nothing_else_is_left()
    {
        LayerDecision[] decisions = Decide(Chain, Chain, null, null);
        decisions[0] = decisions[0] with { Layer = decisions[0].Layer with { Sizes = null } };
        FakeMeasurement machine = new(nodeMs: 1);
        Assert.Equal(["a", "b"], Check(machine, decisions).Report.FellBack);
        // The network three times, and b alone.
        Assert.Equal(4, machine.Compared.Count);
    }

    [Fact]
    public void A_layer_that_does_not_run_alone_falls_back_without_its_figure()
    {
        // The network of four nodes runs, a layer alone does not.
        FakeMeasurement machine = new(nodeMs: 1) { RefusedNodes = 1 };
        GuaranteedPlan plan = Check(machine, Decide(Chain, Ring, null, null));
        Assert.Equal((SpeedOutcome.FellBack, 1d), (plan.Report.Outcome, plan.Report.After.Speedup));
        Assert.Equal(["a", "b"], plan.Report.FellBack);
        Assert.All(machine.Compared, pair => Assert.Same(s_model, pair.Original));
    }

    [Fact]
    public void The_report_in_a_line()
    {
        SpeedGuaranteeReport report = Check(new FakeMeasurement(nodeMs: 1), Decide(Chain, null, null, null)).Report;
        Assert.Equal("1.00 times the original's speed on this machine (1 thread, 8 pairs, quartiles 1.00 to 1.00); it was 0.80 before 1 layer fell back to running dense", report.ToText());
    }

    private static string Warning(GuaranteedPlan plan) => Assert.Single(SpeedWarning.Of(plan, s_limits, "m.onnx")).Message;

    private static NetworkAssembly Assembly => new(s_model, _ => { });

    private static ChainFactors Chain(int seed) => SeededFactors.Chain(s_shape, ChainLayout.Parse("Ci|jT"), [4], seed);

    private static RingFactors Ring(int seed) => SeededFactors.Ring(s_shape, new RingRanks(4, 1, 4, 4), seed);

    private static GuaranteedPlan Check(
        FakeMeasurement machine, IReadOnlyList<LayerDecision> decisions, Func<IReadOnlyList<LayerDecision>, LimitKind?>? forbids = null)
    {
        SpeedRequest request = new()
        {
            Original = s_model,
            Assembly = Assembly,
            Measurement = machine,
            Forbids = (chosen, _) => forbids?.Invoke(chosen),
            Threads = 1,
            Time = TimeSpan.FromSeconds(1),
        };
        return SpeedCheck.Run(request, decisions, default);
    }

    private static LayerDecision[] Decide(params Func<int, FactorizedKernel>?[] factors)
    {
        IReadOnlyList<NetworkLayer> layers = LayerFinder.Find(s_model, ShapeInference.Infer(s_model, new ShapeInferenceOptions { OpenBatch = 1 }));
        return [.. layers.Zip(factors, (layer, make) => make is null ? LayerDecision.Dense(layer, "not needed") : new LayerDecision(layer, make(layer.Name[0]), 0.1, null))];
    }
}
