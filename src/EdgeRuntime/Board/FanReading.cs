namespace RsdtrEdge.Runtime.Board;

/// <summary>A fan.</summary>
/// <param name="Name">The driver's name, such as <c>pwmfan</c>.</param>
/// <param name="Rpm">Its speed in revolutions a minute; null where it is not measured.</param>
/// <param name="Duty">The part of full power that it gets, 0 to 1; null where it is not known.</param>
public sealed record FanReading(string Name, double? Rpm, double? Duty);
