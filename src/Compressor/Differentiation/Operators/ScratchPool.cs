using System.Runtime.InteropServices;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// Memory that operators work in: as many buffers as there are calls at a time, each as long as the longest call needed. All are freed when the last user has gone.
/// </summary>
internal sealed unsafe class ScratchPool
{
    // A cache line, and the longest vector.
    private const int Alignment = 64;

    private readonly Lock _gate = new();
    private readonly Stack<Buffer> _free = [];
    private int _users;

    /// <summary>A piece of memory.</summary>
    /// <param name="Numbers">Where it begins.</param>
    /// <param name="Length">How many float32 numbers it holds.</param>
    internal readonly record struct Buffer(nint Numbers, nint Length);

    /// <summary>Says that there is one more user.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _users++;
        }
    }

    /// <summary>Takes a buffer, with whatever it holds.</summary>
    /// <param name="length">How many numbers it must hold at least.</param>
    public Buffer Rent(nint length)
    {
        Buffer buffer = default;
        lock (_gate)
        {
            _free.TryPop(out buffer);
        }

        if (buffer.Length >= length)
        {
            return buffer;
        }

        NativeMemory.AlignedFree((void*)buffer.Numbers);
        return new Buffer((nint)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), Alignment), length);
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(Buffer buffer)
    {
        lock (_gate)
        {
            _free.Push(buffer);
        }
    }

    /// <summary>Says that a user has gone; none of its calls is running.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (--_users > 0)
            {
                return;
            }

            while (_free.TryPop(out Buffer buffer))
            {
                NativeMemory.AlignedFree((void*)buffer.Numbers);
            }
        }
    }
}
