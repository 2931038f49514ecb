using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>The native ONNX Runtime of this process: loaded on first use, never unloaded.</summary>
public sealed unsafe class OnnxRuntime
{
    private static readonly Lock Gate = new();
    private static OnnxRuntime? _current;

    private OnnxRuntime(nint library, string path)
    {
        Library = library;
        LibraryPath = path;
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint getApiBase))
        {
            throw new RsdtrException(
                RuntimeDiagnostics.NativeLibraryMissing,
                $"'{path}' is not ONNX Runtime: it has no function OrtGetApiBase. Set {NativeLibraryResolver.PathVariable} to the right library.");
        }

        // struct OrtApiBase { const OrtApi* GetApi(uint32_t version); const char* GetVersionString(); }
        void** apiBase = ((delegate* unmanaged<void**>)getApiBase)();
        Version = NativeText.Read(((delegate* unmanaged<byte*>)apiBase[1])());
        ApiVersion = OrtVersion.Negotiate(Version, path);
        void** table = ((delegate* unmanaged<uint, void**>)apiBase[0])((uint)ApiVersion);
        Api = table is null ? throw OrtVersion.TooOld(Version, path) : new OrtApi(table);
        BuildInfo = NativeText.Read(Api.GetBuildInfoString());

        nint environment, allocator, cpuMemory;
        using (NativeText logId = NativeText.OfText("rsdtr-edge"))
        {
            Check(Api.CreateEnv((int)LogSeverity.Error, (byte*)logId.Pointer, &environment));
        }

        Check(Api.DisableTelemetryEvents(environment));
        Check(Api.GetAllocatorWithDefaultOptions(&allocator));
        Check(Api.CreateCpuMemoryInfo(0, 0, &cpuMemory)); // OrtDeviceAllocator, OrtMemTypeDefault
        AvailableProviders = ReadProviders();
        OrtEnvironment = environment;
        Allocator = allocator;
        CpuMemory = cpuMemory;
    }

    /// <summary>The same runtime with another table of functions: what a test puts in the place of some of them.</summary>
    internal OnnxRuntime(OnnxRuntime other, OrtApi api)
    {
        (Library, LibraryPath, Version, ApiVersion, BuildInfo) = (other.Library, other.LibraryPath, other.Version, other.ApiVersion, other.BuildInfo);
        (OrtEnvironment, Allocator, CpuMemory) = (other.OrtEnvironment, other.Allocator, other.CpuMemory);
        Api = api;
        AvailableProviders = ReadProviders();
    }

    /// <summary>The runtime of this process; the first use loads it.</summary>
    /// <exception cref="RsdtrException">RSDTR4001: no library was found; RSDTR4002: it is too old.</exception>
    public static OnnxRuntime Current => Load(null);

    /// <summary>The library's version, such as <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>The library's file, or its bare name where the system's search found it.</summary>
    public string LibraryPath { get; }

    /// <summary>How the library was built, in its own words.</summary>
    public string BuildInfo { get; }

    /// <summary>The version of the C API in use.</summary>
    public int ApiVersion { get; }

    /// <summary>
    /// The execution providers that the library was built with, those that ONNX Runtime prefers first, <c>CPUExecutionProvider</c> last. Whether
    /// one can be used here shows when a session asks for it: its own libraries may be absent.
    /// </summary>
    public ImmutableArray<string> AvailableProviders { get; }

    /// <summary>Whether the library is loaded in this process.</summary>
    internal static bool IsLoaded => _current is not null;

    internal OrtApi Api { get; }

    internal nint Library { get; }

    internal nint OrtEnvironment { get; }

    internal nint Allocator { get; }

    internal nint CpuMemory { get; }

    /// <summary>Loads the library, from a given place before all others.</summary>
    /// <param name="libraryPath">
    /// The library's file or its folder; null or empty: the environment variable <c>RSDTR_ONNXRUNTIME</c>, else the program's folder,
    /// <c>runtimes/RID/native</c> below it, the host's native search folders and the system's.
    /// </param>
    /// <returns>The runtime of this process.</returns>
    /// <exception cref="RsdtrException">RSDTR4001: no library was found; RSDTR4002: it is too old.</exception>
    /// <exception cref="InvalidOperationException">Another library is already in use: a process holds one.</exception>
    public static OnnxRuntime Load(string? libraryPath)
    {
        lock (Gate)
        {
            if (_current is null)
            {
                TelemetryOptOut.Set();
                (nint handle, string path) = new NativeLibraryResolver { ExplicitPath = libraryPath }.Load();
                _current = new OnnxRuntime(handle, path);
            }
            else if (!string.IsNullOrEmpty(libraryPath) && !IsSameLibrary(libraryPath, _current.LibraryPath))
            {
                throw new InvalidOperationException($"ONNX Runtime is already loaded from '{_current.LibraryPath}'; it cannot be loaded again from '{libraryPath}'.");
            }

            return _current;
        }
    }

    /// <summary>Throws what a status tells, if it tells of a failure, and frees it.</summary>
    /// <param name="status">An <c>OrtStatus*</c>.</param>
    /// <param name="descriptor">What kind of trouble it is; default RSDTR4003.</param>
    internal void Check(nint status, DiagnosticDescriptor? descriptor = null)
    {
        if (status != 0)
        {
            throw ToException(TakeError(status), descriptor ?? RuntimeDiagnostics.RuntimeFailure);
        }
    }

    /// <summary>Reads a failed status and frees it.</summary>
    internal OrtError TakeError(nint status)
    {
        OrtError error = new((OrtErrorCode)Api.GetErrorCode(status), NativeText.Read(Api.GetErrorMessage(status)));
        Api.ReleaseStatus(status);
        return error;
    }

    /// <summary>The exception for a failure.</summary>
    internal RsdtrException ToException(OrtError error, DiagnosticDescriptor descriptor, string? file = null) =>
        new(descriptor, $"ONNX Runtime {Version}: {error}", file);

    /// <summary>Reads a text that the default allocator owns, and frees it.</summary>
    internal string TakeText(byte* text)
    {
        string value = NativeText.Read(text);
        Free(text);
        return value;
    }

    /// <summary>Frees what the default allocator gave.</summary>
    internal void Free(void* memory)
    {
        if (memory is not null)
        {
            Check(Api.AllocatorFree(Allocator, memory));
        }
    }

    private ImmutableArray<string> ReadProviders()
    {
        byte** names;
        int count;
        Check(Api.GetAvailableProviders(&names, &count));
        string[] providers = new string[count];
        for (int i = 0; i < count; i++)
        {
            providers[i] = NativeText.Read(names[i]);
        }

        Check(Api.ReleaseAvailableProviders(names, count));
        return ImmutableCollectionsMarshal.AsImmutableArray(providers);
    }

    private static bool IsSameLibrary(string given, string loaded)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
        return string.Equals(path, loaded, StringComparison.Ordinal) || string.Equals(path, Path.GetDirectoryName(loaded), StringComparison.Ordinal);
    }
}
