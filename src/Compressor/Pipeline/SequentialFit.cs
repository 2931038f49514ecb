using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Calibration.Stepping;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>
/// Fits the chosen factors layer after layer: each to what makes the original's output out of what the compressed network in front of
/// it really gives. A layer so makes up for some of what the layers before it, and its shortcut, have lost; layers that stay
/// dense are fitted too, which costs nothing. <see cref="RecurringLayers"/> are fitted before and take no part in this.
/// </summary>
internal sealed class SequentialFit : ILayerRefit
{
    // How strongly a kernel is held to the original one, as a part of the mean of its inputs' second moment: directions that the
    // samples hardly show stay as they were.
    private const double Ridge = 0.03;

    private readonly IReadOnlyList<NetworkLayer> _layers;
    private readonly CalibrationStatistics _statistics;
    private readonly LayerCandidate[] _chosen;
    private readonly LayerDecision?[] _decisions;
    private readonly CancellationToken _cancellation;
    private readonly int _first;
    private readonly bool[] _recurring;
    private FactorizedKernel? _wide;

    private SequentialFit(IReadOnlyList<NetworkLayer> layers, CalibrationStatistics statistics, LayerCandidate[] chosen, CancellationToken cancellation)
    {
        _layers = layers;
        _statistics = statistics;
        _chosen = chosen;
        _decisions = new LayerDecision?[layers.Count];
        _cancellation = cancellation;
        _first = Array.FindIndex(chosen, candidate => !candidate.IsDense);
        _recurring = RecurringLayers.Find(statistics.Model, layers);
    }

    /// <summary>Decides for all layers that can be factorized, from the first one that is on; null for the others.</summary>
    /// <param name="layers">The layers, in the order of execution.</param>
    /// <param name="statistics">What calibration data says of them.</param>
    /// <param name="chosen">A candidate for each.</param>
    /// <param name="seed">The seed of the samples' positions.</param>
    /// <param name="progress">Hears how many layers are done, and of how many.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LayerDecision?[] Run(
        IReadOnlyList<NetworkLayer> layers, CalibrationStatistics statistics, LayerCandidate[] chosen, int seed,
        Action<int, int>? progress, CancellationToken cancellation)
    {
        SequentialFit fit = new(layers, statistics, chosen, cancellation);
        if (fit._first >= 0)
        {
            SequentialCalibration.Run(
                statistics.Model, layers, statistics.Inputs, seed, fit, fit.FitRecurring(), progress, cancellation);
        }

        return fit._decisions;
    }

    /// <inheritdoc/>
    public bool WantsSamples(int layer) => layer >= _first && !_recurring[layer];

    /// <inheritdoc/>
    public Matrix? Projection(int layer)
    {
        KernelShape shape = _layers[layer].Shape!.Value;
        int patch = shape.InputChannels * shape.Height * shape.Width;
        _wide = null;
        if (patch <= LayerMoments.ExactSize)
        {
            return null;
        }

        // The moment of the whole patch is too large: the layer is fitted on its own, and then its outputs to the original's.
        float[] kernel = _layers[layer].Kernel;
        if (_chosen[layer].Recipe is { } recipe)
        {
            FittingTarget original = Original(layer);
            _wide = original.Restore(recipe.Fit(original, original, _cancellation).Factors);
            kernel = _wide.Reconstruct();
        }

        Matrix projection = new(patch, shape.OutputChannels);
        for (int t = 0; t < shape.OutputChannels; t++)
        {
            for (int p = 0; p < patch; p++)
            {
                projection[p, t] = kernel[(t * patch) + p];
            }
        }

        return projection;
    }

    /// <inheritdoc/>
    public RefittedKernel? Refit(int layer, CrossMoments moments, bool isDraft)
    {
        NetworkLayer here = _layers[layer];
        KernelShape shape = here.Shape!.Value;
        bool isWide = shape.InputChannels * shape.Height * shape.Width > LayerMoments.ExactSize;
        LayerDecision decision;
        float[] kernel;
        Matrix applied;
        if (isWide)
        {
            Matrix identity = Matrix.Identity(shape.OutputChannels);
            // A fit without a sample is no fit.
            applied = moments.Count == 0 ? identity : Solve(moments, identity, SharedErrors.FitWeight).Transpose();
            (decision, kernel) = _wide is { } wide
                ? Factorized(here, OutputMixing.Apply(wide, applied))
                : Dense(here, Mixed(here.Kernel, applied));
        }
        else
        {
            FittingTarget original = Original(layer);
            (FittingTarget target, float[] dense) = moments.Count == 0 ? (original, here.Kernel) : Behind(here, moments, _statistics.Effects[layer]);
            (decision, kernel) = _chosen[layer].Recipe is { } recipe
                ? Factorized(here, target.Restore((isDraft ? recipe.Draft(original, target, _cancellation) : recipe.Fit(original, target, _cancellation)).Factors))
                : Dense(here, dense);
            applied = new Matrix(shape.OutputChannels, kernel.Length / shape.OutputChannels, [.. kernel.Select(number => (double)number)]);
        }

        float[] shift = moments is { IsCentred: true, Count: > 0 } ? Shift(moments, applied) : [];
        _decisions[layer] = decision with
        {
            BiasShift = shift.Length > 0 ? shift : null,
            Error = moments.Count == 0 ? _chosen[layer].RelativeError : OutputError(moments, applied),
        };
        return new RefittedKernel(kernel, shift);
    }

    // The network with what is fitted before the walk begins; null where nothing is.
    private OnnxModel? FitRecurring()
    {
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            if (_recurring[layer] && _chosen[layer].Recipe is { } recipe)
            {
                _decisions[layer] = RecurringLayers.Fit(_layers[layer], recipe, _statistics.Moments[layer], _cancellation);
            }
        }

        LayerDecision[] fitted = [.. _decisions.OfType<LayerDecision>()];
        return fitted.Length == 0 ? null : new NetworkAssembly(_statistics.Model, _ => { }).Reconstruct(fitted, _cancellation);
    }

    private FittingTarget Original(int layer) => LayerTarget.Of(_layers[layer], _statistics.Moments[layer], _statistics.Effects[layer])!;

    private static (LayerDecision Decision, float[] Kernel) Factorized(NetworkLayer layer, FactorizedKernel factors) =>
        (new LayerDecision(layer, factors, 0, null), factors.Reconstruct());

    private static (LayerDecision Decision, float[] Kernel) Dense(NetworkLayer layer, float[] kernel) =>
        (LayerDecision.Dense(layer, AutoPlanner.Unneeded) with { Kernel = kernel }, kernel);

    // What a layer behind others is fitted to, and the kernel itself, for one that stays dense. Where it is known what the layer does to the output,
    // that takes the place of the weight on what positions share.
    private static (FittingTarget Target, float[] Kernel) Behind(NetworkLayer layer, CrossMoments moments, OutputEffect? effect)
    {
        double shared = effect?.Inputs is null ? SharedErrors.FitWeight : 0;
        Matrix kernel = Solve(moments, LayerTarget.KernelOf(layer).Transpose(), shared).Transpose();
        Matrix moment = Weighed(moments.S, moments.SharedS, shared);
        if (effect?.Inputs is { } inputs)
        {
            moment = LayerTarget.WithEffect(moment, inputs, EffectWeights.Fit);
        }

        return (FittingTarget.Weighted(layer.Shape!.Value, kernel, DenseMoment.Of(Ridged(moment)), effect?.Weighting), Array.ConvertAll(kernel.Data, number => (float)number));
    }

    // The kernel K^T (P x T) that minimizes the mean of ||y - K x||^2 + ridge ||K - K0||^2; what an input's samples share counts more.
    private static Matrix Solve(CrossMoments moments, Matrix kernel, double shared)
    {
        Matrix moment = Ridged(Weighed(moments.S, moments.SharedS, shared), out double ridge);
        Matrix side = Weighed(moments.C, moments.SharedC, shared);
        VectorKernels.AddScaled(side.Data, ridge, kernel.Data);
        return Cholesky.Of(moment, 1e-12).Solve(side);
    }

    private static Matrix Weighed(Matrix samples, Matrix shared, double weight)
    {
        Matrix sum = samples.Copy();
        VectorKernels.AddScaled(sum.Data, weight, shared.Data);
        return sum;
    }

    private static Matrix Ridged(Matrix moment) => Ridged(moment, out _);

    private static Matrix Ridged(Matrix moment, out double ridge)
    {
        double mean = moment.Trace() / moment.Rows;
        ridge = mean > 0 ? Ridge * mean : 1;
        return moment.Ridged(ridge);
    }

    // mean y - K mean x, T numbers.
    private static float[] Shift(CrossMoments moments, Matrix kernel)
    {
        float[] shift = new float[kernel.Rows];
        for (int t = 0; t < shift.Length; t++)
        {
            shift[t] = (float)(moments.MeanY[t] - VectorKernels.Dot(kernel.Row(t), moments.MeanX));
        }

        return shift;
    }

    // The root of the mean of ||y - K x||^2 over that of ||y||^2, both about the mean where there is a bias.
    private static double OutputError(CrossMoments moments, Matrix kernel)
    {
        Matrix product = MatrixProduct.Multiply(kernel, moments.S);
        double explained = VectorKernels.Dot(product.Data, kernel.Data);
        double cross = VectorKernels.Dot(kernel.Transpose().Data, moments.C.Data);
        double error = moments.EnergyY - (2 * cross) + explained;
        return moments.EnergyY > 0 ? Math.Sqrt(Math.Max(0, error) / moments.EnergyY) : 0;
    }

    private static float[] Mixed(float[] kernel, Matrix mixing)
    {
        Matrix numbers = new(mixing.Columns, kernel.Length / mixing.Columns, [.. kernel.Select(number => (double)number)]);
        return Array.ConvertAll(MatrixProduct.Multiply(mixing, numbers).Data, number => (float)number);
    }
}
