using System.Globalization;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Compressor.Training.Graphs.Updates;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>
/// All that training changes, in native memory, and the update that changes it. Each vector has two buffers: an update reads one and writes the other, and only one that is
/// accepted makes what was written the state.
/// </summary>
internal sealed class OptimizerVectors : IDisposable
{
    private readonly OptimizerSettings _settings;
    private readonly UpdateGraph _graph;
    private readonly InferenceSession _update;
    private readonly Dictionary<string, Tensor> _current;
    private readonly Dictionary<string, Tensor> _spare;
    private readonly Dictionary<string, Tensor> _scalars;
    private readonly Tensor _mask;
    private readonly Tensor _norm;

    /// <summary>The state before the first step.</summary>
    /// <param name="settings">The optimizer.</param>
    /// <param name="graph">Its update.</param>
    /// <param name="update">The same, loaded; disposed with this.</param>
    /// <param name="layout">What is trained.</param>
    /// <param name="parameters">The numbers that training begins with.</param>
    public OptimizerVectors(OptimizerSettings settings, UpdateGraph graph, InferenceSession update, ParameterLayout layout, float[] parameters)
    {
        _settings = settings;
        _graph = graph;
        _update = update;
        _current = graph.State.ToDictionary(name => name, _ => Tensor.Allocate<float>(layout.Length));
        _spare = graph.State.ToDictionary(name => name, _ => Tensor.Allocate<float>(layout.Length));
        _scalars = graph.Scalars.ToDictionary(name => name, _ => Tensor.Allocate<float>());
        _mask = Tensor.Create<float>(layout.DecayMask(), layout.Length);
        _norm = Tensor.Allocate<float>();
        parameters.CopyTo(_current[UpdateGraph.Parameters].AsSpan<float>());
        parameters.CopyTo(_current[UpdateGraph.Average].AsSpan<float>());
    }

    /// <summary>The number of accepted updates.</summary>
    public long Steps { get; private set; }

    /// <summary>What is trained.</summary>
    public Tensor Parameters => _current[UpdateGraph.Parameters];

    /// <summary>Computes the state behind one more step.</summary>
    /// <param name="gradients">The gradients of the shards.</param>
    /// <param name="rates">The rates.</param>
    /// <returns>The norm of the gradients' sum. The state is as it was until <see cref="Accept"/>.</returns>
    public double Propose(IReadOnlyList<Tensor> gradients, in StepRates rates)
    {
        Set(UpdateGraph.Rate, rates.LearningRate);
        Set(UpdateGraph.Decay, rates.WeightDecay);
        Set(UpdateGraph.Longest, rates.ClipNorm > 0 ? rates.ClipNorm : float.MaxValue);
        Set(UpdateGraph.AverageShare, rates.AverageDecay);
        if (_settings.Kind == OptimizerKind.AdamW)
        {
            Set(UpdateGraph.FirstCorrection, 1 - Math.Pow(_settings.Beta1, Steps + 1));
            Set(UpdateGraph.SecondCorrection, 1 - Math.Pow(_settings.Beta2, Steps + 1));
        }

        Dictionary<string, Tensor> inputs = new(_current) { [UpdateGraph.Mask] = _mask };
        for (int shard = 0; shard < gradients.Count; shard++)
        {
            inputs.Add(UpdateGraph.Gradient(shard), gradients[shard]);
        }

        foreach ((string name, Tensor scalar) in _scalars)
        {
            inputs.Add(name, scalar);
        }

        Dictionary<string, Tensor> outputs = _spare.ToDictionary(vector => UpdateGraph.New(vector.Key), vector => vector.Value);
        outputs.Add(UpdateGraph.Norm, _norm);
        _update.Run(inputs, outputs);
        return _norm.AsSpan<float>()[0];
    }

    /// <summary>Makes what was proposed last the state.</summary>
    public void Accept()
    {
        foreach (string name in _graph.State)
        {
            (_current[name], _spare[name]) = (_spare[name], _current[name]);
        }

        Steps++;
    }

    /// <summary>A copy of a vector.</summary>
    public float[] Copy(string name) => _current[name].ToArray<float>();

    /// <summary>A copy of the state.</summary>
    public TrainingState Capture() => new(Steps, _graph.State.ToDictionary(name => name, Copy));

    /// <summary>Sets the state.</summary>
    /// <exception cref="ArgumentException">A vector is missing or has another length.</exception>
    public void Restore(TrainingState state)
    {
        foreach (string name in _graph.State)
        {
            if (!state.Vectors.TryGetValue(name, out float[]? vector) || vector.Length != _mask.Length)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"The state has no vector '{name}' of {_mask.Length} numbers: it is of another network or optimizer."), nameof(state));
            }
        }

        foreach (string name in _graph.State)
        {
            state.Vectors[name].CopyTo(_current[name].AsSpan<float>());
        }

        Steps = state.Steps;
    }

    /// <summary>Frees all.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _current.Values.Concat(_spare.Values).Concat(_scalars.Values).Append(_mask).Append(_norm))
        {
            tensor.Dispose();
        }

        _update.Dispose();
    }

    private void Set(string scalar, double value) => _scalars[scalar].AsSpan<float>()[0] = (float)value;
}
