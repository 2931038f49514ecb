namespace RsdtrEdge.Runtime.Board;

/// <summary>What tells of the machine and of its state. What is not known is null or empty there, never zero.</summary>
public interface IBoardTelemetry
{
    /// <summary>What the machine is, with its state now.</summary>
    BoardInfo Describe();

    /// <summary>The board's name alone, as <see cref="BoardInfo.Model"/> has it, without a command that <see cref="Describe"/> may start.</summary>
    string? ReadModel() => Describe().Model;

    /// <summary>The state now: cheap enough to be asked for every half second between two runs of a measurement.</summary>
    /// <param name="asksFirmware">
    /// Whether the firmware may be asked by a command where the kernel does not show its word: that starts a process, which is for before and
    /// after a measurement, not for during it.
    /// </param>
    BoardReading Read(bool asksFirmware = true);
}
