using System.Collections.Immutable;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>Which machine a device profile is of.</summary>
public static class ProfileOrigin
{
    // What a profile says where the machine does not name itself.
    private const string UnknownBoard = "unknown board";

    /// <summary>
    /// Whether a profile was measured on the machine that this program runs on, with the ONNX Runtime that it uses: only then does a
    /// measurement here say what the profile's times are about. A machine that names neither its board nor its processor is no known one.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <exception cref="Diagnostics.RsdtrException">RSDTR4001 and RSDTR4002: no usable ONNX Runtime.</exception>
    public static bool IsThisMachine(DeviceProfile profile) => IsOf(profile, OfThisMachine());

    /// <summary>Whether a profile is of a machine.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="machine">The machine, as a profile without times.</param>
    internal static bool IsOf(DeviceProfile profile, DeviceProfile machine)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return (machine.Board, machine.Processor) is not (UnknownBoard, null)
            && (profile.Board, profile.Processor, profile.OnnxRuntime, profile.Provider) == (machine.Board, machine.Processor, machine.OnnxRuntime, machine.Provider);
    }

    /// <summary>A profile of this machine without times.</summary>
    internal static DeviceProfile OfThisMachine()
    {
        BoardInfo board = BoardInfo.Read();
        return new DeviceProfile
        {
            Board = OneLine(board.Model) ?? UnknownBoard,
            Processor = OneLine(board.Cpu),
            OnnxRuntime = OnnxRuntime.Current.Version,
            Governor = OneLine(board.Governor),
            AllowedClockMHz = AllowedClock(board.Clocks),
            PowerMode = OneLine(board.PowerMode),
            MeasuredAt = DateTimeOffset.UtcNow,
            Timings = [],
        };
    }

    /// <summary>The highest clock that any group of processors may run at, in MHz: what the kernel allows it, else what its hardware can; null where neither is known.</summary>
    /// <param name="clocks">The groups.</param>
    internal static double? AllowedClock(ImmutableArray<ClockPolicy> clocks) => clocks.Max(policy => policy.MostMHz ?? policy.HardwareMHz) is > 0 and var most ? most : null;

    // As a profile's reader takes it.
    private static string? OneLine(string? text)
    {
        string kept = string.Concat((text ?? "").Where(letter => !char.IsControl(letter)).Take(ProfileJson.MaxTextLength)).Trim();
        return kept.Length == 0 ? null : kept;
    }
}
