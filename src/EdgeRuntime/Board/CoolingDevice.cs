using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>What the kernel uses against heat (/sys/class/thermal/cooling_deviceN): a fan, or a limit on a clock.</summary>
/// <param name="Name">Its type, such as <c>cpufreq-cpu0</c> or <c>pwm-fan</c>.</param>
/// <param name="State">How far it is in use, 0 for not at all.</param>
/// <param name="MaxState">The most; null where the kernel does not say.</param>
public sealed record CoolingDevice(string Name, long State, long? MaxState)
{
    /// <summary>Whether it holds processors back now: of such devices the names speak of the processor, of fans they do not.</summary>
    [JsonIgnore]
    public bool HoldsProcessorsBack =>
        State > 0 && (Name.Contains("cpu", StringComparison.OrdinalIgnoreCase) || Name.StartsWith("Processor", StringComparison.Ordinal))
        && !Name.Contains("fan", StringComparison.OrdinalIgnoreCase);
}
