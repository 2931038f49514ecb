using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Compressor.Pipeline.SpeedGuarantee;

/// <summary>What two networks are timed with; tests put figures of their own in its place.</summary>
internal interface IPairedMeasurement
{
    /// <summary>Times two networks of the same inputs in turns.</summary>
    /// <param name="compressed">The network that the figures are about.</param>
    /// <param name="original">The network that it is compared with.</param>
    /// <param name="time">How long, at least, both together.</param>
    /// <param name="cancellation">Stops the measurement after the run in progress.</param>
    PairedLatency Compare(OnnxModel compressed, OnnxModel original, TimeSpan time, CancellationToken cancellation);
}
