using System.Globalization;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>
/// The means and variances that BatchNormalization nodes have stored, while they follow those of the batches, and their moving average. They are part of the state and are not trained: an
/// update that is accepted makes them the mean of what the shards came to.
/// </summary>
internal sealed class RunningStatistics : IDisposable
{
    /// <summary>The name of the last ones in a captured state.</summary>
    public const string Current = "statistics";

    /// <summary>The name of their moving average in a captured state.</summary>
    public const string Average = "average statistics";

    private readonly Tensor _current;
    private readonly float[] _average;
    private readonly float[] _next;
    private readonly float[] _nextAverage;

    /// <summary>The state before the first step.</summary>
    /// <param name="stored">What the network has stored.</param>
    public RunningStatistics(float[] stored)
    {
        _current = Tensor.Create<float>(stored, stored.Length);
        _average = [.. stored];
        _next = [.. stored];
        _nextAverage = [.. stored];
    }

    /// <summary>What the next step begins with.</summary>
    public Tensor Values => _current;

    /// <summary>Computes what the statistics are behind one more step.</summary>
    /// <param name="shards">What those of each shard became, always in one order.</param>
    /// <param name="averageShare">The share of the moving average that stays.</param>
    /// <returns>Whether all are finite. They are as they were until <see cref="Accept"/>.</returns>
    public bool Propose(IReadOnlyList<float[]> shards, float averageShare)
    {
        bool isFinite = true;
        for (int index = 0; index < _next.Length; index++)
        {
            float sum = 0;
            foreach (float[] shard in shards)
            {
                sum += shard[index];
            }

            _next[index] = sum / shards.Count;
            _nextAverage[index] = _next[index] + (averageShare * (_average[index] - _next[index]));
            isFinite &= float.IsFinite(_next[index]);
        }

        return isFinite;
    }

    /// <summary>Makes what was proposed last the state.</summary>
    public void Accept()
    {
        _next.CopyTo(_current.AsSpan<float>());
        _nextAverage.CopyTo(_average, 0);
    }

    /// <summary>A copy of the statistics.</summary>
    /// <param name="weights">Those of which weights.</param>
    public float[] Copy(TrainedWeights weights) => weights == TrainedWeights.Average ? [.. _average] : _current.ToArray<float>();

    /// <summary>Copies of both, by their names.</summary>
    public IEnumerable<KeyValuePair<string, float[]>> Capture() =>
        [new(Current, Copy(TrainedWeights.Last)), new(Average, Copy(TrainedWeights.Average))];

    /// <summary>Refuses a state that does not fit.</summary>
    /// <exception cref="ArgumentException">One of both is missing or has another length.</exception>
    public void Require(TrainingState state)
    {
        foreach (string name in (string[])[Current, Average])
        {
            if (!state.Vectors.TryGetValue(name, out float[]? vector) || vector.Length != _next.Length)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"The state has no '{name}' of {_next.Length} numbers: it is of another network."), nameof(state));
            }
        }
    }

    /// <summary>Sets both.</summary>
    /// <exception cref="ArgumentException">The state does not fit.</exception>
    public void Restore(TrainingState state)
    {
        Require(state);
        state.Vectors[Current].CopyTo(_current.AsSpan<float>());
        state.Vectors[Average].CopyTo(_average, 0);
    }

    /// <summary>Frees the buffer.</summary>
    public void Dispose() => _current.Dispose();
}
