using System.Collections.Immutable;
using RsdtrEdge.Compressor.Candidates;
using RsdtrEdge.Compressor.Canonicalization;
using RsdtrEdge.Compressor.Costs;
using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Latency;

/// <summary>
/// The stages that a network's layers can run as: what a device profile must hold to weigh its compressed forms by time. Each layer as
/// it is, and the stages of its chains over a ladder of widths, each stage once.
/// </summary>
public static class StageShapes
{
    /// <summary>The stages of a network, in the order of files.</summary>
    /// <param name="model">The network.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="RsdtrException">
    /// The graph or a node is not well formed (RSDTR1003, RSDTR1009), a weight is not finite (RSDTR1006), or no layer's sizes are known (RSDTR1007).
    /// </exception>
    public static ImmutableArray<StageShape> Of(OnnxModel model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ListOf(model, cancellationToken).Shapes;
    }

    /// <summary>The stages of a network, in the order of files, and its outline where it can be timed as a whole.</summary>
    /// <inheritdoc cref="Of(OnnxModel, CancellationToken)"/>
    public static StageList ListOf(OnnxModel model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        OnnxModel canonical = Canonicalizer.Run(model).Model;
        ShapeTable shapes = ShapeInference.Infer(canonical, new ShapeInferenceOptions { OpenBatch = 1 }, cancellationToken);
        IReadOnlyList<NetworkLayer> layers = LayerFinder.Find(canonical, shapes);
        ImmutableArray<StageShape> stages = [.. layers.SelectMany(Of).Distinct().Order(StageOrder.Instance)];
        return stages.IsEmpty && layers.Count > 0
            ? throw new RsdtrException(ModelDiagnostics.UnknownShape, "The sizes of no layer are known: export the model with a fixed input size.")
            : new StageList(stages, NetworkOutlines.Of(canonical, shapes));
    }

    /// <summary>The stages of a layer; none where a size is unknown.</summary>
    internal static IEnumerable<StageShape> Of(NetworkLayer layer) => (LayerStages.Of(layer) ?? []).SelectMany(
        stages => Forms(layer, stages).Prepend(stages.Dense)).Distinct();

    private static IEnumerable<StageShape> Forms(NetworkLayer layer, LayerStages stages) =>
        layer.Shape is null ? []
        : layer.Shape is { Height: 1, Width: 1 } ? Pairs(stages)
        : TwoStages(stages).Concat(MoreStages(stages)).Concat(Branches(stages));

    private static IEnumerable<StageShape> Pairs(LayerStages stages)
    {
        // A pair saves as long as its width is below C T / (C + T), which is less than either.
        int fewest = (int)Math.Min(stages.Size.InChannels, stages.Size.OutChannels);
        return WidthLadder.Fine(fewest, fewest).SelectMany(width => stages.Chain(ChainLayout.Pair, [width]));
    }

    // Ci|jT and Cj|iT, whose width no rank exceeds the rows or columns of the kernel's unfolding.
    private static IEnumerable<StageShape> TwoStages(LayerStages stages)
    {
        ConvolutionSize size = stages.Size;
        int rowsFirst = (int)Math.Min(size.InChannels * size.KernelHeight, size.OutChannels * size.KernelWidth);
        int columnsFirst = (int)Math.Min(size.InChannels * size.KernelWidth, size.OutChannels * size.KernelHeight);
        return OverWidths(stages, "Ci|jT", rowsFirst).Concat(OverWidths(stages, "Cj|iT", columnsFirst));
    }

    private static IEnumerable<StageShape> OverWidths(LayerStages stages, string layout, int most) =>
        WidthLadder.Fine(MostChannels(stages), most).SelectMany(width => stages.Chain(ChainLayout.Parse(layout), [width]));

    // C|ij|T and C|i|j|T, and of C|ijT and Cij|T what those do not have. The widths that meet in an inner stage are taken to be equal: half of the ladder and no products of two.
    private static IEnumerable<StageShape> MoreStages(LayerStages stages)
    {
        foreach (int width in WidthLadder.Coarse(MostChannels(stages), MostChannels(stages)))
        {
            IEnumerable<StageShape> chains = Useful(stages.Chain(ChainLayout.Parse("C|ij|T"), [width, width]))
                .Concat(Useful(stages.Chain(ChainLayout.Parse("C|i|j|T"), [width, width, width])))
                .Append(stages.Chain(ChainLayout.Parse("C|ijT"), [width])[1]).Append(stages.Chain(ChainLayout.Parse("Cij|T"), [width])[0]);
            foreach (StageShape stage in chains)
            {
                yield return stage;
            }
        }
    }

    // C alone never makes more channels than it reads, and T alone never fewer: without it the chain would compute less.
    private static IEnumerable<StageShape> Useful(IReadOnlyList<StageShape> chain) => chain.Where((stage, index) =>
        (index > 0 || stage.OutputChannels <= stage.InputChannels) && (index < chain.Count - 1 || stage.InputChannels <= stage.OutputChannels));

    // Branches work on each channel by itself between C and T, with one filter or several, and may be more than the layer has channels; rings with R1 = 2
    // work in two branches.
    private static IEnumerable<StageShape> Branches(LayerStages stages)
    {
        int most = 2 * MostChannels(stages);
        foreach (int width in WidthLadder.Coarse(most, most).Concat([(MostChannels(stages) / 2) + 2, (MostChannels(stages) / 2) + 4]))
        {
            for (int filters = 1; filters <= BranchErrors.MostFilters; filters++)
            {
                foreach (StageShape stage in stages.Branches(new BranchSize(width, filters)))
                {
                    yield return stage;
                }
            }
        }

        foreach (int width in WidthLadder.Coarse(MostChannels(stages), MostChannels(stages)).Where(width => width % 2 == 0).TakeLast(2))
        {
            yield return stages.Chain(ChainLayout.Parse("C|ij|T"), [width, width], branches: 2)[1];
            yield return stages.Chain(ChainLayout.Parse("C|i|j|T"), [width, width, width], branches: 2)[1];
            yield return stages.Chain(ChainLayout.Parse("C|i|j|T"), [width, width, width], branches: 2)[2];
        }
    }

    private static int MostChannels(LayerStages stages) => (int)Math.Max(stages.Size.InChannels, stages.Size.OutChannels);
}
