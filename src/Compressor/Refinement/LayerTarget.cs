using RsdtrEdge.Compressor.Calibration;
using RsdtrEdge.Compressor.Layers;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>What the factors of a network's layers are fitted to.</summary>
internal static class LayerTarget
{
    /// <summary>The layer's own kernel, with what is known of its inputs; null where the layer cannot be factorized.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="moments">The moments of its input patches; null, or without a patch, for the plain norm of the kernel.</param>
    public static FittingTarget? Of(NetworkLayer layer, LayerMoments? moments) =>
        layer.Shape is { } shape ? FittingTarget.Of(shape, layer.Kernel, MomentOf(moments)) : null;

    private static PatchMoment MomentOf(LayerMoments? moments) => moments switch
    {
        not { Count: > 0 } => ChannelMoment.Identity,
        { IsExact: true } => DenseMoment.Of(moments.SecondMoment()),
        _ => ChannelMoment.Of(moments.ChannelMoment()),
    };
}
