using System.Runtime.InteropServices;
using System.Text;

namespace RsdtrEdge.Runtime.Native;

/// <summary>A null-terminated text in native memory, for the length of a call.</summary>
internal readonly unsafe ref struct NativeText
{
    private NativeText(void* pointer) => Pointer = pointer;

    /// <summary>The first byte.</summary>
    public void* Pointer { get; }

    /// <summary>UTF-8, as all names are.</summary>
    public static NativeText OfText(string text) => new((void*)Marshal.StringToCoTaskMemUTF8(text));

    /// <summary>A path as the C API takes it (<c>ORTCHAR_T</c>): UTF-16 on Windows, UTF-8 elsewhere.</summary>
    public static NativeText OfPath(string path) =>
        OperatingSystem.IsWindows() ? new((void*)Marshal.StringToCoTaskMemUni(path)) : OfText(path);

    /// <summary>Reads a null-terminated text, empty where there is none.</summary>
    public static string Read(byte* text) =>
        text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Frees the memory.</summary>
    public void Dispose() => Marshal.FreeCoTaskMem((nint)Pointer);
}
