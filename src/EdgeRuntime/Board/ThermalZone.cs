using System.Text.Json.Serialization;

namespace RsdtrEdge.Runtime.Board;

/// <summary>A temperature that the kernel reports (/sys/class/thermal).</summary>
/// <param name="Name">The zone's type, such as <c>cpu-thermal</c>.</param>
/// <param name="Celsius">Its temperature in degrees Celsius.</param>
public sealed record ThermalZone(string Name, double Celsius)
{
    /// <summary>Whether it is a zone of Jetsons that measures nothing and shows 100 degrees always.</summary>
    [JsonIgnore]
    internal bool IsPlaceholder => Name == "PMIC-Die";

    /// <summary>The hottest of several zones; null where there is none.</summary>
    /// <param name="zones">The zones.</param>
    public static ThermalZone? Hottest(IEnumerable<ThermalZone> zones) => zones.Where(zone => !zone.IsPlaceholder).MaxBy(zone => zone.Celsius);
}
