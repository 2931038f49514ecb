using RsdtrEdge.Benchmarks.TrainingSpeed;

namespace RsdtrEdge.Benchmarks.Tests.TrainingSpeed;

/// <summary>A side whose steps always take the same time, and whose losses halve.</summary>
internal sealed class FakeSide(double seconds, double norm = 2) : ITrainingSide
{
    private double _loss = 4;

    public int Steps { get; private set; }

    /// <summary>Hears of each block.</summary>
    public Action Ran { get; init; } = () => { };

    public StepBlock Run(int count)
    {
        Ran();
        Steps += count;
        _loss /= 2;
        return new StepBlock(count * seconds, _loss, norm);
    }

    public void Dispose()
    {
    }
}
