using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Calibration.Normalization;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>What the factors of a network's layers are fitted to.</summary>
internal static class LayerTarget
{
    /// <summary>The layer's own kernel, with what is known of its inputs; null where the layer cannot be factorized.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="moments">The moments of its input patches; null, or without a patch, for the plain norm of the kernel.</param>
    /// <param name="sharedWeight">How much more counts what all positions of an input share (<see cref="SharedErrors"/>).</param>
    public static FittingTarget? Of(NetworkLayer layer, LayerMoments? moments, double sharedWeight) => Of(layer, MomentOf(moments, sharedWeight));

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
