namespace RsdtrEdge.Runtime.Board;

/// <summary>A temperature that the kernel reports (/sys/class/thermal).</summary>
/// <param name="Name">The zone's type, such as <c>cpu-thermal</c>.</param>
/// <param name="Celsius">Its temperature in degrees Celsius.</param>
public sealed record ThermalZone(string Name, double Celsius);
