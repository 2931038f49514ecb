using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Tests.Sessions;

/// <summary>
/// The library in use, made to say that it was built with TensorRT, CUDA, XNNPACK, ACL and oneDNN: a copy of its table of functions in which those that add an execution
/// provider note what they are given, and add none, and those that bind inputs note it. One at a time: the functions are static.
/// </summary>
internal sealed unsafe class ProviderLibrary : IDisposable
{
    // As many as version 15 of the C API has; later ones begin with the same.
    private const int Functions = 255;
    private const int Names = 6;

    private static readonly List<string> s_calls = [];
    private static byte** s_names;
    private static void** s_real;
    private static int s_failingSessions;
    private readonly void** _table;

    public ProviderLibrary()
    {
        OnnxRuntime real = OnnxRuntime.Current;
        void** apiBase = ((delegate* unmanaged<void**>)NativeLibrary.GetExport(real.Library, "OrtGetApiBase"))();
        s_real = ((delegate* unmanaged<uint, void**>)apiBase[0])((uint)real.ApiVersion);
        s_calls.Clear();
        s_failingSessions = 0;
        s_names = new NativeTextList(
            ["TensorrtExecutionProvider", "CUDAExecutionProvider", "XnnpackExecutionProvider", "ACLExecutionProvider", "DnnlExecutionProvider", "CPUExecutionProvider"]).Pointer;
        _table = (void**)NativeMemory.Alloc(Functions, (nuint)sizeof(void*));
        new Span<nint>(s_real, Functions).CopyTo(new Span<nint>(_table, Functions));
        _table[8] = (delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)&CreateSession;
        _table[136] = (delegate* unmanaged<nint, byte*, nint, nint>)&BindInput;
        _table[125] = (delegate* unmanaged<byte***, int*, nint>)&GetNames;
        _table[126] = (delegate* unmanaged<byte**, int, nint>)&ReleaseNames;
        _table[171] = _table[205] = (delegate* unmanaged<nint*, nint>)&CreateOptions;
        _table[172] = _table[206] = (delegate* unmanaged<nint, byte**, byte**, nuint, nint>)&UpdateOptions;
        _table[170] = (delegate* unmanaged<nint, nint, nint>)&AppendTensorRt;
        _table[204] = (delegate* unmanaged<nint, nint, nint>)&AppendCuda;
        _table[174] = _table[208] = (delegate* unmanaged<nint, void>)&ReleaseOptions;
        _table[216] = (delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)&Append;
        Runtime = new OnnxRuntime(real, new OrtApi(_table));
    }

    public OnnxRuntime Runtime { get; }

    /// <summary>What was called, in order, with what.</summary>
    public static IReadOnlyList<string> Calls => s_calls;

    /// <summary>How many of the next sessions cannot be made.</summary>
    public static void FailSessions(int count) => s_failingSessions = count;

    public void Dispose() => NativeMemory.Free(_table);

    [UnmanagedCallersOnly]
    private static nint GetNames(byte*** names, int* count)
    {
        *names = s_names;
        *count = Names;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nint ReleaseNames(byte** names, int count) => names == s_names && count == Names ? 0 : Failure("not the names that were given");

    [UnmanagedCallersOnly]
    private static nint Append(nint options, byte* name, byte** keys, byte** values, nuint count)
    {
        s_calls.Add($"{NativeText.Read(name)}{Pairs(keys, values, count)}");
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nint BindInput(nint binding, byte* name, nint value)
    {
        s_calls.Add($"bind {NativeText.Read(name)}");
        return ((delegate* unmanaged<nint, byte*, nint, nint>)s_real[136])(binding, name, value);
    }

    [UnmanagedCallersOnly]
    private static nint CreateOptions(nint* options)
    {
        *options = 7;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nint UpdateOptions(nint options, byte** keys, byte** values, nuint count)
    {
        string pairs = Pairs(keys, values, count);
        s_calls.Add($"{options}{pairs}");
        return pairs.Contains("unknown", StringComparison.Ordinal) ? Failure("no such option") : 0;
    }

    [UnmanagedCallersOnly]
    private static nint AppendTensorRt(nint options, nint settings) => Note("TensorRT", settings);

    [UnmanagedCallersOnly]
    private static nint AppendCuda(nint options, nint settings) => Note("CUDA", settings);

    [UnmanagedCallersOnly]
    private static void ReleaseOptions(nint settings) => _ = Note("release", settings);

    [UnmanagedCallersOnly]
    private static nint CreateSession(nint environment, void* bytes, nuint count, nint options, nint* session) => s_failingSessions-- > 0
        ? Failure("no device found")
        : ((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)s_real[8])(environment, bytes, count, options, session);

    private static nint Note(string call, nint settings)
    {
        s_calls.Add($"{call} {settings}");
        return 0;
    }

    private static string Pairs(byte** keys, byte** values, nuint count) =>
        string.Concat(Enumerable.Range(0, (int)count).Select(i => Pair(keys, values, i)));

    private static string Pair(byte** keys, byte** values, int index) => $" {NativeText.Read(keys[index])}={NativeText.Read(values[index])}";

    // OrtApi.CreateStatus with ORT_FAIL.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Failure(string message)
    {
        using NativeText text = NativeText.OfText(message);
        return ((delegate* unmanaged<int, byte*, nint>)s_real[0])(1, (byte*)text.Pointer);
    }
}
