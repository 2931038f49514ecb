using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Caching;

/// <summary>The machine as a part of a key: only where a result is timed is it that machine's own. Elsewhere every machine makes the same.</summary>
internal static class CacheMachine
{
    /// <summary>What tells the machine from others.</summary>
    /// <param name="isTimed">Whether the result is timed in any case.</param>
    /// <param name="profile">The profile by which candidates are weighed; null for none. On the machine that it was measured on the result is timed.</param>
    /// <param name="machine">This machine, as a profile without times.</param>
    /// <param name="host">Its name.</param>
    /// <returns>Null where no result is timed, and where the profile cannot be read: then the compression says so.</returns>
    public static string? Of(bool isTimed, string? profile, Func<DeviceProfile> machine, string host)
    {
        try
        {
            if (!isTimed && !File.Exists(profile))
            {
                return null;
            }

            // Boards that were set up alike have one name.
            DeviceProfile own = machine();
            return isTimed || ProfileOrigin.IsOf(DeviceProfileFile.Read(profile!), own) ? $"{host}\n{own.Board}\n{own.Processor}" : null;
        }
        catch (RsdtrException)
        {
            return null;
        }
    }
}
