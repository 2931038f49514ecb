using RsdtrEdge.Compressor.Allocation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;

namespace RsdtrEdge.Compressor.Pipeline;

/// <summary>Builds the network that decisions lead to, and tells the size of its file before its numbers are final.</summary>
/// <param name="canonical">The canonical original; it stays as it is.</param>
/// <param name="stamp">Writes into a network what it will say of itself, figures that are not known yet with as many digits as they may have.</param>
internal sealed class NetworkAssembly(OnnxModel canonical, Action<OnnxModel> stamp)
{
    /// <summary>The network with chains in the place of the factorized layers, not stamped.</summary>
    public OnnxModel Rewrite(IEnumerable<LayerDecision> decisions, CancellationToken cancellation)
    {
        OnnxModel rewritten = canonical.Clone();
        foreach (LayerDecision decision in decisions.Where(decision => decision.ChangesLayer))
        {
            cancellation.ThrowIfCancellationRequested();
            Apply(rewritten, decision);
        }

        rewritten.Graph.RemoveStaleValueInfo();
        return rewritten;
    }

    /// <summary>The network with the kernels that the decisions stand for, all dense: what the other one has to equal.</summary>
    public OnnxModel Reconstruct(IEnumerable<LayerDecision> decisions, CancellationToken cancellation)
    {
        OnnxModel reconstructed = canonical.Clone();
        foreach (LayerDecision decision in decisions.Where(decision => decision.ChangesLayer))
        {
            cancellation.ThrowIfCancellationRequested();
            Apply(reconstructed, decision with { Factors = null, Kernel = decision.Kernel ?? decision.Factors?.Reconstruct() });
        }

        return reconstructed;
    }

    /// <summary>The size of the file, and what each layer takes of it: its dense kernel's numbers, and what its chain changes.</summary>
    public FileMeasurement Measure(IReadOnlyList<LayerDecision> decisions, CancellationToken cancellation)
    {
        OnnxModel rewritten = canonical.Clone();
        rewritten.Graph.RemoveStaleValueInfo();
        stamp(rewritten);
        long size = Size(rewritten);
        long[] layers = new long[decisions.Count];
        for (int index = 0; index < decisions.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            layers[index] = checked(sizeof(float) * decisions[index].Layer.Parameters);
            if (decisions[index].ChangesLayer)
            {
                Apply(rewritten, decisions[index]);
                long changed = Size(rewritten);
                layers[index] += changed - size;
                size = changed;
            }
        }

        return new FileMeasurement(size, layers);
    }

    private static void Apply(OnnxModel model, LayerDecision decision)
    {
        if (decision.BiasShift is { } shift)
        {
            ConvolutionRewriter.ShiftBias(model.Graph, decision.Layer.Weight, shift);
        }

        if (decision.Factors is { } factors)
        {
            ConvolutionRewriter.Rewrite(model.Graph, decision.Layer.Weight, factors);
        }
        else if (decision.Kernel is { } kernel)
        {
            ConvolutionRewriter.ReplaceKernel(model.Graph, decision.Layer.Weight, kernel);
        }
    }

    private static long Size(OnnxModel model) =>
        SerializedSize.TryMeasure(model.Proto) ?? throw OnnxModelFile.TooLarge("The compressed model has more than 2 GiB", null);
}
