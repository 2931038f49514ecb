using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles.Timing;

/// <summary>What a profile is measured with; tests put a clock of their own in its place.</summary>
internal interface IStageClock
{
    /// <summary>Microseconds of one run of a stage: one round, with sessions of its own.</summary>
    /// <param name="shape">The stage.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="slice">How long the round runs, at least.</param>
    /// <param name="cancellation">Stops the round.</param>
    double TimeStage(StageShape shape, int threads, TimeSpan slice, CancellationToken cancellation);

    /// <summary>Microseconds of one run of a whole network: one round, with a session of its own.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="slice">How long the round runs, at least.</param>
    /// <param name="cancellation">Stops the round.</param>
    double TimeNetwork(NetworkOutline network, int threads, TimeSpan slice, CancellationToken cancellation);

    /// <summary>Microseconds of a node however little it computes, and for each mebibyte that a sum reads and writes.</summary>
    (double Node, double Mebibyte) TimeElementwise(int threads, CancellationToken cancellation);

    /// <summary>
    /// Microseconds of a stage that is always the same for a number of threads: slower than before where the machine is, or where one of the threads has no
    /// processor of its own.
    /// </summary>
    /// <param name="threads">The threads of a run.</param>
    double TimeReference(int threads);

    /// <summary>Whether runs wait for something else than the processor, such as a GPU: then they need not have had one all the time.</summary>
    bool MayWait { get; }

    /// <summary>The time that this process has had on processors, all its threads together.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>The time that the processors of this process have been busy, whoever had them; null where the kernel does not tell.</summary>
    ProcessorTimes? ReadProcessors();

    /// <summary>What limits the processors now: what voids a measurement (<see cref="Measurement.VoidReasons"/>) disturbs a profile.</summary>
    BoardReading ReadLimits();
}
