namespace RsdtrEdge.Runtime.Board;

/// <summary>The time that processors have been busy since the start (/proc/stat).</summary>
/// <param name="BusySeconds">All of them together, in seconds: programs, the kernel, interrupts, and what a hypervisor took away.</param>
/// <param name="Count">The number of processors that it is about.</param>
public sealed record ProcessorTimes(double BusySeconds, int Count)
{
    /// <summary>How much too much may be counted of each processor between two readings: the kernel counts in hundredths of a second.</summary>
    internal const double CountingSeconds = 0.01;
}
