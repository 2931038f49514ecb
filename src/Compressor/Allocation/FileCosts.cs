using RsdtrEdge.Compressor.Candidates;

namespace RsdtrEdge.Compressor.Allocation;

/// <summary>
/// What each candidate takes of the model file, as far as is known: four bytes a number and what its nodes, names and shapes take,
/// which only writing it tells. Until then it is guessed from what the layer's candidate measured last took.
/// </summary>
/// <param name="layers">Each layer's candidates.</param>
internal sealed class FileCosts(IReadOnlyList<IReadOnlyList<LayerCandidate>> layers)
{
    private readonly Dictionary<(int Layer, int Index), long> _known = [];

    // At first nothing: then no candidate is guessed larger than it is, and a bound that follows holds.
    private readonly long[] _overhead = new long[layers.Count];

    /// <summary>The bytes of a candidate.</summary>
    public long Of(int layer, int index) =>
        _known.TryGetValue((layer, index), out long known)
            ? known
            : Numbers(layer, index) + (layers[layer][index].IsDense ? 0 : _overhead[layer]);

    /// <summary>What a candidate takes at least: nodes and names cost nothing until they are measured.</summary>
    public long AtLeast(int layer, int index) => _known.TryGetValue((layer, index), out long known) ? known : Numbers(layer, index);

    /// <summary>The bytes of a choice.</summary>
    public long Of(IReadOnlyList<int> choices) => choices.Select((index, layer) => Of(layer, index)).Sum();

    /// <summary>The candidates with other parameters in the place of the stored numbers: what one takes of the file, or any other cost.</summary>
    public IReadOnlyList<LayerCandidate>[] Priced(Func<LayerCandidate, long, long> cost) =>
        [.. layers.Select((candidates, layer) =>
            (IReadOnlyList<LayerCandidate>)[.. candidates.Select((candidate, index) => candidate with { Parameters = cost(candidate, Of(layer, index)) })])];

    /// <summary>Learns from a measurement; says whether anything was not known before.</summary>
    public bool Learn(IReadOnlyList<int> choices, FileMeasurement measured)
    {
        bool isNew = false;
        for (int layer = 0; layer < choices.Count; layer++)
        {
            isNew |= !_known.ContainsKey((layer, choices[layer]));
            _known[(layer, choices[layer])] = measured.Layers[layer];
            if (!layers[layer][choices[layer]].IsDense)
            {
                _overhead[layer] = measured.Layers[layer] - Numbers(layer, choices[layer]);
            }
        }

        return isNew;
    }

    private long Numbers(int layer, int index) => checked(sizeof(float) * layers[layer][index].Parameters);
}
