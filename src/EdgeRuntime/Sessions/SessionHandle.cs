using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// Owns a native session together with the native texts of its input and output names, which runs in progress read:
/// both are freed after the last run has returned.
/// </summary>
internal sealed unsafe class SessionHandle : NativeHandle
{
    private readonly OrtApi _api;
    private readonly IDisposable? _memory;
    private readonly IDisposable? _operators;
    private readonly Dictionary<string, nint> _names = new(StringComparer.Ordinal);

    /// <summary>Takes ownership.</summary>
    /// <param name="api">The functions.</param>
    /// <param name="session">The session.</param>
    /// <param name="memory">What the session reads from as long as it lives; null: it has copied all that it needs.</param>
    /// <param name="operators">What the session calls as long as it lives; null: nothing of this process.</param>
    public SessionHandle(OrtApi api, nint session, IDisposable? memory, IDisposable? operators)
    {
        _api = api;
        _memory = memory;
        _operators = operators;
        SetHandle(session);
    }

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
        _operators?.Dispose();
        _memory?.Dispose();
        foreach (nint name in _names.Values)
        {
            Marshal.FreeCoTaskMem(name);
        }

        return true;
    }
}
