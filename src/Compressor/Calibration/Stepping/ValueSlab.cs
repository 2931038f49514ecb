using System.Buffers;
using System.Runtime.InteropServices;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Native memory for one value of all inputs: it comes in one piece and goes in one, as soon as it is disposed, which the garbage
/// collector would not do. Nothing over its memory may be in use then.
/// </summary>
internal sealed unsafe class ValueSlab : MemoryManager<float>
{
    private readonly int _length;
    private float* _data;

    /// <summary>Takes the memory, whose content is not set.</summary>
    /// <param name="length">How many numbers, 1 or more.</param>
    public ValueSlab(int length)
    {
        _length = length;
        _data = (float*)NativeMemory.Alloc((nuint)length, sizeof(float));
    }

    /// <inheritdoc/>
    public override Span<float> GetSpan() => new(_data, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_data + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Native memory does not move.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_data);
        _data = null;
    }
}
