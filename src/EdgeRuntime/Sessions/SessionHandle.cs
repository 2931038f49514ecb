using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// Owns a native session together with the native texts of its input and output names, which runs in progress read:
/// both are freed after the last run has returned.
/// </summary>
internal sealed unsafe class SessionHandle : SafeHandle
{
    private readonly OrtApi _api;
    private readonly Dictionary<string, nint> _names = new(StringComparer.Ordinal);

    /// <summary>Takes ownership.</summary>
    public SessionHandle(OrtApi api, nint session)
        : base(0, ownsHandle: true)
    {
        _api = api;
        SetHandle(session);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps the native text of a name.</summary>
    public void AddName(string name)
    {
        // An input may be an output too.
        if (!_names.ContainsKey(name))
        {
            _names.Add(name, Marshal.StringToCoTaskMemUTF8(name));
        }
    }

    /// <summary>The native text of a name that was added.</summary>
    public byte* NameOf(string name) => (byte*)_names[name];

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _api.ReleaseSession(handle);
        foreach (nint name in _names.Values)
        {
            Marshal.FreeCoTaskMem(name);
        }

        return true;
    }
}
