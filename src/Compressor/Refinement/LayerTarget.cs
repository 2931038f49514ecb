using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.Normalization;
using RsdtrEdge.Compressor.Calibration.OutputEffects;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>What the factors of a network's layers are fitted to.</summary>
internal static class LayerTarget
{
    /// <summary>The layer's own kernel, with what is known of its inputs; null where the layer cannot be factorized.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="moments">The moments of its input patches; null, or without a patch, for the plain norm of the kernel.</param>
    /// <param name="sharedWeight">How much more counts what all positions of an input share (<see cref="SharedErrors"/>).</param>
    public static FittingTarget? Of(NetworkLayer layer, LayerMoments? moments, double sharedWeight) => Of(layer, MomentOf(moments, sharedWeight));

    /// <summary>The layer's own kernel, with what is known of its inputs and of what its outputs do; null where the layer cannot be factorized.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="moments">The moments of its input patches; null, or without a patch, for the plain norm of the kernel.</param>
    /// <param name="effect">What a change of it does to the network's output; null where that is unknown: then <see cref="SharedErrors"/> stands in for it.</param>
    public static FittingTarget? Of(NetworkLayer layer, LayerMoments? moments, OutputEffect? effect) => layer.Shape is not { } shape || effect is null
        ? Of(layer, moments, SharedErrors.SearchWeight)
        : FittingTarget.Weighted(
            shape, KernelOf(layer),
            effect.Inputs is { } inputs && moments is { Count: > 0 } ? DenseMoment.Of(WithEffect(moments.SecondMoment(), inputs, EffectWeights.Search)) : MomentOf(moments, SharedErrors.SearchWeight),
            effect.Weighting);

    /// <summary>A layer's kernel in float64, T x (C kh kw).</summary>
    public static Matrix KernelOf(NetworkLayer layer) => new(
        layer.Shape!.Value.OutputChannels, layer.Kernel.Length / layer.Shape.Value.OutputChannels, Array.ConvertAll(layer.Kernel, number => (double)number));

    /// <summary>S + w F tr(S) / tr(F): a second moment with an effect's input factor F beside it.</summary>
    /// <param name="moment">S, P x P; it is changed.</param>
    /// <param name="inputs">F, P x P.</param>
    /// <param name="weight">w.</param>
    public static Matrix WithEffect(Matrix moment, Matrix inputs, double weight)
    {
        VectorKernels.AddScaled(moment.Data, weight * moment.Trace() / inputs.Trace(), inputs.Data);
        return moment;
    }

    /// <summary>The layer's own kernel, with what is assumed of its inputs where none were seen; null where the layer cannot be factorized.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">What is assumed.</param>
    public static FittingTarget? Of(NetworkLayer layer, AssumedInput input) => layer.Shape is { } shape
        ? Of(layer, input.IsSmooth && shape.Height * shape.Width > 1 ? DenseMoment.Of(input.SecondMoment(shape))
            : input.ChannelMoment is { } channels ? ChannelMoment.Of(channels)
            : ChannelMoment.Identity)
        : null;

    private static FittingTarget? Of(NetworkLayer layer, PatchMoment moment) =>
        layer.Shape is { } shape ? FittingTarget.Of(shape, layer.Kernel, moment) : null;

    private static PatchMoment MomentOf(LayerMoments? moments, double sharedWeight) => moments switch
    {
        not { Count: > 0 } => ChannelMoment.Identity,
        { IsExact: true } => DenseMoment.Of(moments.SecondMoment(sharedWeight)),
        _ => ChannelMoment.Of(moments.ChannelMoment(sharedWeight)),
    };
}
