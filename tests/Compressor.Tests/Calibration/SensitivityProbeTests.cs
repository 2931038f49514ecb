using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Tests.Allocation;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Calibration.Stepping;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Tests.Calibration;

public sealed class SensitivityProbeTests
{
    private static readonly OnnxModel s_model = SteppedModels.Get("residual");
    private static readonly IReadOnlyList<NetworkLayer> s_layers = SteppedModels.Layers(s_model);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void Losses_begin_at_nothing_and_rise_with_the_error(int layer)
    {
        (IReadOnlyList<LayerCandidate> judged, _) = Judge(layer, found => found);
        Assert.True(judged[0].IsDense);
        Assert.All(judged.Where(candidate => candidate.RelativeError == 0), candidate => Assert.Equal(0, candidate.Loss));
        Assert.All(judged.Where(candidate => candidate.RelativeError > 0), candidate => Assert.True(candidate.Loss > 0));
        LayerCandidate[] rising = [.. judged.OrderBy(candidate => candidate.RelativeError)];
        Assert.All(rising.Zip(rising.Skip(1)), pair => Assert.True(pair.First.Loss <= pair.Second.Loss));
    }

    [Fact]
    public void The_loss_of_a_candidate_is_the_squared_output_error_with_that_layer_alone_changed()
    {
        // One candidate besides dense, whose factors have the error that it says: its loss is measured, not taken from a curve.
        (IReadOnlyList<LayerCandidate> judged, CalibrationStatistics statistics) = Judge(
            3, found => [found[0], found.Skip(found.Count / 2).First(candidate => candidate.Recipe is not BranchRecipe)]);
        FittingTarget target = LayerTarget.Of(s_layers[3], statistics.Moments[3], sharedWeight: 0)!;
        OnnxModel changed = s_model.Clone();
        FactorizedKernel factors = judged[1].Recipe!.Start(target, CancellationToken.None);
        ConvolutionRewriter.ShiftBias(changed.Graph, s_layers[3].Weight, MeanShift.Of(s_layers[3], factors, statistics.Moments[3]!.Mean));
        ConvolutionRewriter.Rewrite(changed.Graph, s_layers[3].Weight, factors);
        using InferenceSession original = ModelRunner.Load(s_model);
        using InferenceSession session = ModelRunner.Load(changed);
        double error = NetworkComparison.Run(original, session, statistics.Inputs, CancellationToken.None).OutputError!.Value;
        Assert.True(error > 0.001);
        Assert.Equal(error, Math.Sqrt(judged[1].Loss), 1e-5);
    }

    [Fact]
    public void Without_a_candidate_that_loses_something_nothing_is_measured()
    {
        // Recipes that would fail if they were asked.
        (IReadOnlyList<LayerCandidate> judged, _) = Judge(3, found => [found[0], new LayerCandidate(1, 1, 0, NoRecipe.Instance)]);
        Assert.All(judged, candidate => Assert.Equal(0, candidate.Loss));
    }

    private static (IReadOnlyList<LayerCandidate> Judged, CalibrationStatistics Statistics) Judge(
        int layer, Func<IReadOnlyList<LayerCandidate>, IReadOnlyList<LayerCandidate>> some)
    {
        NetworkInputs inputs = SteppedModels.Noise(s_model, 6, 16);
        CalibrationStatistics statistics = new(s_model, inputs, MomentCollector.Collect(s_model, s_layers, inputs, seed: 1, CancellationToken.None), []) { Telling = s_model };
        FittingTarget target = LayerTarget.Of(s_layers[layer], statistics.Moments[layer], sharedWeight: 0)!;
        IReadOnlyList<LayerCandidate> found = CandidateSearch.Find(s_layers[layer], target, 1, 1, CandidateTimes.None, CancellationToken.None);
        using InferenceSession original = ModelRunner.Load(s_model);
        using ProbeRoom room = new(places: 1);
        return (SensitivityProbe.Apply(original, statistics, s_layers[layer], target, statistics.Moments[layer]!, some(found), room, CancellationToken.None), statistics);
    }
}
