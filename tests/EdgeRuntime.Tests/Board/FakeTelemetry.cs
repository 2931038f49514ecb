using RsdtrEdge.Runtime.Board;

namespace RsdtrEdge.Runtime.Tests.Board;

/// <summary>A board whose readings the test writes, one after the other; the last one stays.</summary>
internal sealed class FakeTelemetry(params BoardReading[] readings) : IBoardTelemetry
{
    /// <summary>Whether the firmware might be asked, reading by reading.</summary>
    public List<bool> Asked { get; } = [];

    public BoardInfo Describe() => new() { Model = "a board", Throttling = readings[^1].Throttling };

    public BoardReading Read(bool asksFirmware = true)
    {
        Asked.Add(asksFirmware);
        return readings[Math.Min(Asked.Count, readings.Length) - 1];
    }
}
