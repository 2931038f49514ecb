using System.Globalization;
using RsdtrEdge.Compressor.Latency;

namespace RsdtrEdge.Compressor.Reports;

/// <summary>How the compressed network was held against the original's speed on the machine that it was compressed on, and what came of it.</summary>
public sealed record SpeedGuaranteeReport
{
    /// <summary>What came of it.</summary>
    public required SpeedOutcome Outcome { get; init; }

    /// <summary>Threads of an operator.</summary>
    public required int Threads { get; init; }

    /// <summary>What a measurement may be off by: below 1 by no more than this, with an upper quartile of 1 or more, counts as not slower.</summary>
    public required double Margin { get; init; }

    /// <summary>The network as it was chosen.</summary>
    public required SpeedFigures Before { get; init; }

    /// <summary>The network as it is written: <see cref="Before"/> where no layer fell back.</summary>
    public required SpeedFigures After { get; init; }

    /// <summary>The layers that fell back, in the order of execution: they store what they did, and run as the dense layer.</summary>
    public required IReadOnlyList<string> FellBack { get; init; }

    /// <summary>The layers that would have fallen back, had a limit not forbidden it: as a rule the one on FLOPs.</summary>
    public required IReadOnlyList<string> HeldByLimits { get; init; }

    /// <summary>One line for people: the speed, what it was before, and whether the figures are void.</summary>
    public string ToText()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{After.Speedup:F2} times the original's speed on this machine ({ThreadText.Of(Threads)}, {After.Pairs} pairs");
        text += After is { SpeedupLow: { } low, SpeedupHigh: { } high } ? string.Create(CultureInfo.InvariantCulture, $", quartiles {low:F2} to {high:F2})") : ")";
        if (FellBack.Count > 0)
        {
            text += string.Create(
                CultureInfo.InvariantCulture, $"; it was {Before.Speedup:F2} before {FellBack.Count} {(FellBack.Count == 1 ? "layer" : "layers")} fell back to running dense");
        }

        return After.Void ? $"{text}; void: {string.Join("; ", After.VoidReasons)}" : text;
    }
}
