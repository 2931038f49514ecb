using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>What a power monitor shows.</summary>
/// <param name="Monitor">The chip, such as <c>ina3221</c>.</param>
/// <param name="Rail">The rail that it is on, such as <c>VDD_IN</c>; null where the kernel does not name it.</param>
/// <param name="Watts">The power in watts.</param>
public sealed record PowerReading(string Monitor, string? Rail, double Watts)
{
    /// <summary>Whether the rail is the one through which the whole board is fed: VDD_IN, POM_5V_IN and their like on Jetsons.</summary>
    [JsonIgnore]
    public bool IsBoardInput => Rail is not null && Rail.EndsWith("_IN", StringComparison.Ordinal);

    /// <summary>Whether it is a monitor of the kind that people put before a board, and not a sensor within a processor or a graphics card.</summary>
    [JsonIgnore]
    public bool IsOfBoard => Monitor.StartsWith("ina", StringComparison.Ordinal) || Monitor == "power_meter";
}
