using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Latency;

/// <summary>A machine to reckon with by hand: a microsecond a MAC, one a byte, and 1000 a node.</summary>
internal sealed class CountingMachine(bool fusesSums = false) : ILatencyModel
{
    public int Threads => 1;

    public bool IsEstimate => true;

    public string Source => "counting";

    public double NodeMicroseconds => 1000;

    public double MebibyteMicroseconds => 1024 * 1024;

    public bool FusesSums => fusesSums;

    /// <summary>The stages that were asked for, in order.</summary>
    public List<StageShape> Asked { get; } = [];

    public StagePrediction Predict(StageShape shape)
    {
        Asked.Add(shape);
        return new StagePrediction(1000 + shape.Macs, shape.KernelHeight * 0.1, PredictionKind.Estimated);
    }
}
