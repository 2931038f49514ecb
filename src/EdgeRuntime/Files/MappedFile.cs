using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace RsdtrEdge.Runtime.Files;

/// <summary>A file mapped into memory for reading. Whoever cuts the file short meanwhile ends the process that reads behind its end.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private int _isDisposed;

    /// <summary>Maps a file.</summary>
    /// <param name="path">A file that is not empty.</param>
    /// <exception cref="IOException">It cannot be read or mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public MappedFile(string path)
    {
        // The length is that of the file that is mapped: a link has one of its own, and a name may meanwhile be another file's.
        _handle = File.OpenHandle(path);
        try
        {
            Length = RandomAccess.GetLength(_handle);
            _file = MemoryMappedFile.CreateFromFile(_handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            byte* first = null;
            // Holds the mapping until Dispose, whatever finalizer runs first.
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
            Pointer = first + _view.PointerOffset;
        }
        catch
        {
            _view?.Dispose();
            _file?.Dispose();
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>The first byte.</summary>
    public byte* Pointer { get; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>Ends the mapping.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
            _handle.Dispose();
        }
    }
}
