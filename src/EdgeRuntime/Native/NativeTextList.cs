using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Native;

/// <summary>An array of null-terminated texts in native memory, for the length of a call.</summary>
internal readonly unsafe ref struct NativeTextList
{
    private readonly int _count;

    /// <summary>Copies the texts in UTF-8.</summary>
    public NativeTextList(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)Math.Max(_count, 1), (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
        {
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
    }

    /// <summary>The first text.</summary>
    public byte** Pointer { get; }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        }

        NativeMemory.Free(Pointer);
    }
}
