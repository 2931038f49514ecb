using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Threading;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>Runs a network, and the original beside it where there is one, over the same inputs.</summary>
internal sealed class NetworkComparison
{
    // More than there are threads, so that none waits long for the last part.
    private const int MostParts = 32;

    private readonly SortedDictionary<string, OutputDistance> _distances = new(StringComparer.Ordinal);
    private int _inputs;
    private int _classified;
    private int _agreed;

    private readonly OutputKind _kind;
    private readonly Action<string>? _refuseLabels;
    private bool _labelsAreKnown;

    private NetworkComparison(OutputKind kind = OutputKind.Auto, Action<string>? refuseLabels = null)
    {
        _kind = kind;
        _refuseLabels = refuseLabels;
    }

    /// <summary>Why labels that the inputs have were not counted: they cannot be the network's classes. Null where they can, or where there are none.</summary>
    public string? LabelFault { get; private set; }

    /// <summary>How often the original is right.</summary>
    public ClassificationTally Original { get; } = new();

    /// <summary>How often the network is right.</summary>
    public ClassificationTally Changed { get; } = new();

    /// <summary>The relative error of each output by name; those that cannot be compared are not among them. Empty without an original.</summary>
    public IReadOnlyDictionary<string, double> OutputErrors
    {
        get
        {
            SortedDictionary<string, double> errors = new(StringComparer.Ordinal);
            foreach ((string name, OutputDistance distance) in _distances)
            {
                if (distance.RelativeError is { } error)
                {
                    errors.Add(name, error);
                }
            }

            return errors;
        }
    }

    /// <summary>Whether numbers other than zeros of an output were compared (<see cref="OutputDistance.Tells"/>).</summary>
    public bool Tells(string output) => _distances.GetValueOrDefault(output) is { Tells: true };

    /// <summary>Whether any finite numbers of an output were compared.</summary>
    public bool HasNumbers(string output) => _distances.GetValueOrDefault(output) is { HasNumbers: true };

    /// <summary>The share of inputs with the same best class; null for networks that do not classify or without an original.</summary>
    public double? Agreement => _inputs > 0 && _classified == _inputs ? (double)_agreed / _classified : null;

    /// <summary>Compares.</summary>
    /// <param name="original">The network to be held against: the same inputs and outputs; null for none.</param>
    /// <param name="changed">The network that is judged.</param>
    /// <param name="inputs">What both are fed.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="progress">Hears how many inputs are done, and of how many.</param>
    /// <param name="refuseLabels">Hears <see cref="LabelFault"/> as soon as it is known, for those who have no use for figures without labels.</param>
    /// <exception cref="RsdtrException">The networks have not the same inputs and outputs (RSDTR3002).</exception>
    public static NetworkComparison Run(
        InferenceSession? original, InferenceSession changed, NetworkInputs inputs, CancellationToken cancellation, Action<int, int>? progress = null,
        Action<string>? refuseLabels = null)
    {
        RequireSameNames(original, changed);
        using RememberedOutputs? before = original is null ? null : new RememberedOutputs(original, mostNumbers: 0);
        NetworkComparison comparison = new(refuseLabels: refuseLabels);
        for (int index = 0; index < inputs.Count; index++)
        {
            comparison.Add(before, changed, inputs, index, cancellation);
            progress?.Invoke(index + 1, inputs.Count);
        }

        return comparison;
    }

    /// <summary>Compares part by part, several parts at a time. The parts do not depend on the threads, and neither do the figures if each session runs with one.</summary>
    /// <param name="original">The network to be held against: the same inputs and outputs; null for none. It remembers what it was asked on these inputs before.</param>
    /// <param name="changed">The network that is judged.</param>
    /// <param name="inputs">What both are fed.</param>
    /// <param name="threads">How many parts at a time.</param>
    /// <param name="kind">What the outputs are taken for.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <exception cref="RsdtrException">The networks have not the same inputs and outputs (RSDTR3002).</exception>
    public static NetworkComparison RunInParts(
        RememberedOutputs? original, InferenceSession changed, NetworkInputs inputs, int threads, OutputKind kind, CancellationToken cancellation)
    {
        RequireSameNames(original?.Network, changed);
        NetworkComparison[] parts = [.. Enumerable.Range(0, Math.Min(MostParts, inputs.Count)).Select(_ => new NetworkComparison(kind))];
        BoundedWork.Run(threads, () =>
        {
            BoundedWork.For(
                parts.Length,
                part =>
                {
                    for (int index = Begin(part); index < Begin(part + 1); index++)
                    {
                        parts[part].Add(original, changed, inputs, index, cancellation);
                    }
                },
                cancellation);
            return true;
        });
        NetworkComparison whole = new(kind);
        foreach (NetworkComparison part in parts)
        {
            whole.Add(part);
        }

        return whole;

        int Begin(int part) => (int)((long)part * inputs.Count / parts.Length);
    }

    /// <summary>The relative error of the worst output; null without an original, or where an output cannot be compared, which may be the worst.</summary>
    public double? OutputError => _distances.Count > 0 && _distances.Values.All(distance => distance.RelativeError is not null)
        ? _distances.Values.Max(distance => distance.RelativeError)
        : null;

    /// <summary>The comparison as reports give it.</summary>
    public Receipt ToReceipt(NetworkInputs inputs) => new(
        inputs.AreImages ? InputKinds.Images : InputKinds.Synthetic, _inputs, OutputError, OutputErrors, Agreement, Original.Top1, Changed.Top1)
    {
        LabelsIgnored = LabelFault,
    };

    private static void RequireSameNames(InferenceSession? original, InferenceSession changed)
    {
        if (original is not null)
        {
            RequireSameNames("inputs", original.Inputs, changed.Inputs);
            RequireSameNames("outputs", original.Outputs, changed.Outputs);
        }
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

    private void Add(RememberedOutputs? original, InferenceSession changed, NetworkInputs inputs, int index, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string[] numeric = NumericOutputs.Of(changed);
        foreach (string name in original is null ? [] : Others(original.Network).Union(Others(changed)))
        {
            Distance(name).AddUnknown();
        }

        if (numeric.Length == 0 || (original is not null && NumericOutputs.Of(original.Network).Length == 0))
        {
            _inputs++;
            return;
        }

        inputs.Use(index, tensors =>
        {
            using TensorSet after = changed.Run(tensors, numeric, cancellation);
            int? label = LabelOf(inputs, index, after);
            if (original is null)
            {
                Add(null, after, label);
            }
            else
            {
                original.Use(index, tensors, before => Add(before, after, label), cancellation);
            }
        });
    }

    private static IEnumerable<string> Others(InferenceSession network) => network.Outputs.Where(output => !NumericOutputs.IsNumeric(output)).Select(output => output.Name);

    private void Add(NetworkComparison part)
    {
        LabelFault ??= part.LabelFault;
        Original.Add(part.Original);
        Changed.Add(part.Changed);
        _inputs += part._inputs;
        _classified += part._classified;
        _agreed += part._agreed;
        foreach ((string name, OutputDistance distance) in part._distances)
        {
            Distance(name).Add(distance);
        }
    }

    private OutputDistance Distance(string name)
    {
        if (!_distances.TryGetValue(name, out OutputDistance? distance))
        {
            _distances[name] = distance = new OutputDistance();
        }

        return distance;
    }

    private void Add(TensorSet? before, TensorSet after, int? label)
    {
        _inputs++;
        int? changed = Count(Changed, after, label);
        if (before is null)
        {
            return;
        }

        for (int output = 0; output < before.Count; output++)
        {
            string name = before.Names[output];
            if (after.Names.Contains(name))
            {
                Distance(name).Add(before[output], after[name]);
            }
        }

        if (Count(Original, before, label) is { } expected && changed is { } actual)
        {
            _classified++;
            _agreed += expected == actual && actual != ClassificationTally.NoClass ? 1 : 0;
        }
    }

    // The best class, or null where the network does not classify.
    private int? Count(ClassificationTally tally, TensorSet outputs, int? label) => Classifies(outputs) ? tally.Add(outputs[0].AsSpan<float>(), label) : null;

    private bool Classifies(TensorSet outputs) =>
        ClassScores.AreGiven(_kind, outputs.Count, outputs[0].ElementType == TensorElementType.Float, outputs[0].Dimensions.AsSpan(), images: 1);

    // What is known of the classes the outputs say: of some networks no shape is declared. Either all labels count or none: those that fit by chance would make a wrong share.
    private int? LabelOf(NetworkInputs inputs, int index, TensorSet outputs)
    {
        if (inputs.LabelOf(index) is not { } label || !Classifies(outputs))
        {
            return null;
        }

        if (!_labelsAreKnown)
        {
            _labelsAreKnown = true;
            LabelFault = inputs.LabelFault(outputs[0].Dimensions[1]);
            if (LabelFault is { } fault)
            {
                _refuseLabels?.Invoke(fault);
            }
        }

        return LabelFault is null ? label : null;
    }
}
