using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>What the kernel uses against heat (/sys/class/thermal/cooling_deviceN): a fan, or a limit on a clock.</summary>
/// <param name="Name">Its type, such as <c>cpufreq-cpu0</c> or <c>pwm-fan</c>.</param>
/// <param name="State">How far it is in use, 0 for not at all.</param>
/// <param name="MaxState">The most; null where the kernel does not say.</param>
public sealed record CoolingDevice(string Name, long State, long? MaxState)
{
    /// <summary>Whether it holds processors back now.</summary>
    [JsonIgnore]
    public bool HoldsProcessorsBack => State > 0 && IsOfProcessors;

    /// <summary>Whether it can hold processors back: the names of such devices speak of the processor, those of fans do not.</summary>
    [JsonIgnore]
    internal bool IsOfProcessors =>
        (Name.Contains("cpu", StringComparison.OrdinalIgnoreCase) || Name.StartsWith("Processor", StringComparison.Ordinal))
        && !Name.Contains("fan", StringComparison.OrdinalIgnoreCase);
}
