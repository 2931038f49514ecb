using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Latency;

/// <summary>
/// A machine to reckon with by hand: a microsecond a MAC (channels filled up to whole blocks), one a byte, and 1000 a node.
/// </summary>
internal sealed class CountingMachine(bool fusesSums = false, bool isEstimate = true, int block = 1) : ILatencyModel
{
    public int Threads => 1;

    public bool IsEstimate => isEstimate;

    public string Source => "counting";

    public double NodeMicroseconds => 1000;

    public double MebibyteMicroseconds => 1024 * 1024;

    public bool FusesSums => fusesSums;

    public int ChannelBlock => block;

    /// <summary>What every network takes beyond its stages; null: none was timed.</summary>
    public double? Rest { get; init; }

    /// <summary>What of their own times stages take within such a network.</summary>
    public double Share { get; init; } = 1;

    /// <summary>What the time of a stage rests on.</summary>
    public Func<StageShape, PredictionKind> Kind { get; init; } = _ => PredictionKind.Estimated;

    /// <summary>The stages that were asked for, in order.</summary>
    public List<StageShape> Asked { get; } = [];

    public double? RestMicroseconds(string rest) => Rest;

    public double StageShare(string rest) => Share;

    public StagePrediction Predict(StageShape shape)
    {
        lock (Asked)
        {
            Asked.Add(shape);
        }

        return new StagePrediction(
            1000 + (shape with { InputChannels = shape.Groups * Padded(shape.InputChannels / shape.Groups), OutputChannels = Padded(shape.OutputChannels) }).Macs, shape.KernelHeight * 0.1, Kind(shape));
    }

    private int Padded(int channels) => (channels + block - 1) / block * block;
}
