namespace RsdtrEdge.Benchmarks.Overhead;

/// <summary>A binding over ONNX Runtime that has a network loaded and its input in place.</summary>
internal interface IRunSide : IDisposable
{
    /// <summary>The first output of the last run.</summary>
    ReadOnlySpan<float> Output { get; }

    /// <summary>Runs the network once, into the same memory each time.</summary>
    void Run();
}
