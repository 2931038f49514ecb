using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Runs a network, and the original beside it where there is one, over the same inputs.</summary>
internal sealed class NetworkComparison
{
    private readonly SortedDictionary<string, OutputDistance> _distances = new(StringComparer.Ordinal);
    private int _inputs;
    private int _classified;
    private int _agreed;

    private NetworkComparison()
    {
    }

    /// <summary>How often the original is right.</summary>
    public ClassificationTally Original { get; } = new();

    /// <summary>How often the network is right.</summary>
    public ClassificationTally Changed { get; } = new();

    /// <summary>The relative error of each output by name; empty without an original.</summary>
    public IReadOnlyDictionary<string, double> OutputErrors =>
        new SortedDictionary<string, double>(_distances.ToDictionary(entry => entry.Key, entry => entry.Value.RelativeError), StringComparer.Ordinal);

    /// <summary>The share of inputs with the same best class; null for networks that do not classify or without an original.</summary>
    public double? Agreement => _inputs > 0 && _classified == _inputs ? (double)_agreed / _classified : null;

    /// <summary>Compares.</summary>
    /// <param name="original">The network to be held against: the same inputs and outputs; null for none.</param>
    /// <param name="changed">The network that is judged.</param>
    /// <param name="inputs">What both are fed.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="progress">Hears how many inputs are done, and of how many.</param>
    /// <exception cref="RsdtrException">The networks have not the same inputs and outputs (RSDTR3002).</exception>
    public static NetworkComparison Run(
        InferenceSession? original, InferenceSession changed, NetworkInputs inputs, CancellationToken cancellation, Action<int, int>? progress = null)
    {
        if (original is not null)
        {
            RequireSameNames("inputs", original.Inputs, changed.Inputs);
            RequireSameNames("outputs", original.Outputs, changed.Outputs);
        }

        NetworkComparison comparison = new();
        for (int index = 0; index < inputs.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            inputs.Use(index, tensors =>
            {
                using TensorSet? before = original?.Run(tensors, cancellationToken: cancellation);
                using TensorSet after = changed.Run(tensors, cancellationToken: cancellation);
                comparison.Add(before, after, inputs.Images?.Labels?[index]);
                progress?.Invoke(index + 1, inputs.Count);
            });
        }

        return comparison;
    }

    /// <summary>The relative error of the worst output; null without an original.</summary>
    public double? OutputError => _distances.Count > 0 ? _distances.Values.Max(distance => distance.RelativeError) : null;

    /// <summary>The comparison as reports give it.</summary>
    public Receipt ToReceipt(NetworkInputs inputs)
    {
        IReadOnlyDictionary<string, double> errors = OutputErrors;
        return new Receipt(
            inputs.Images is null ? InputKinds.Synthetic : InputKinds.Images,
            _inputs, OutputError ?? 0, errors, Agreement, Original.Top1, Changed.Top1);
    }

    private static void RequireSameNames(string what, IReadOnlyList<TensorDescription> original, IReadOnlyList<TensorDescription> changed)
    {
        if (!original.Select(value => value.Name).ToHashSet(StringComparer.Ordinal).SetEquals(changed.Select(value => value.Name)))
        {
            throw new RsdtrException(
                ToolDiagnostics.WrongUsage,
                $"The {what} of the network are {string.Join("; ", changed)}, those of the original {string.Join("; ", original)}: compare a network with the one that it was made from.");
        }
    }

    private void Add(TensorSet? before, TensorSet after, int? label)
    {
        _inputs++;
        int? changed = Changed.Add(after[0], label);
        if (before is null)
        {
            return;
        }

        for (int output = 0; output < before.Count; output++)
        {
            string name = before.Names[output];
            if (!_distances.TryGetValue(name, out OutputDistance? distance))
            {
                _distances[name] = distance = new OutputDistance();
            }

            distance.Add(before[output], after[name]);
        }

        if (Original.Add(before[0], label) is { } expected && changed is { } actual)
        {
            _classified++;
            _agreed += expected == actual ? 1 : 0;
        }
    }
}
