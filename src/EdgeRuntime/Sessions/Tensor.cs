using System.Buffers;
using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// A dense tensor that ONNX Runtime reads or writes, in row-major order. Its memory is native, or an array of the caller's
/// that stays pinned until <see cref="Dispose"/>, and until the runs in progress have returned. Spans of it must not be used
/// after <see cref="Dispose"/>, and do not keep it alive: hold the tensor as long as a span of it is in use.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private readonly OrtHandle _handle;
    private readonly void* _data;

    private Tensor(OrtHandle handle, void* data, TensorElementType elementType, ImmutableArray<long> dimensions)
    {
        _handle = handle;
        _data = data;
        ElementType = elementType;
        Dimensions = dimensions;
        Length = TensorShape.Count(dimensions.AsSpan());
    }

    /// <summary>The type of the elements.</summary>
    public TensorElementType ElementType { get; }

    /// <summary>The size of each dimension; none for a scalar.</summary>
    public ImmutableArray<long> Dimensions { get; }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>A tensor in native memory with a copy of the data.</summary>
    /// <typeparam name="T">float, double, Half, bool, or an integer of 8 to 64 bits.</typeparam>
    /// <param name="data">The elements, the last dimension varying fastest.</param>
    /// <param name="dimensions">The size of each dimension.</param>
    /// <exception cref="ArgumentException">The data has not as many elements as the dimensions say.</exception>
    /// <exception cref="NotSupportedException">Tensors do not hold <typeparamref name="T"/>.</exception>
    public static Tensor Create<T>(ReadOnlySpan<T> data, params ReadOnlySpan<long> dimensions)
        where T : unmanaged
    {
        RequireCount(data.Length, dimensions);
        Tensor tensor = AllocateRaw<T>(dimensions);
        data.CopyTo(tensor.AsSpan<T>());
        return tensor;
    }

    /// <summary>A tensor of zeros in native memory.</summary>
    /// <typeparam name="T">float, double, Half, bool, or an integer of 8 to 64 bits.</typeparam>
    /// <param name="dimensions">The size of each dimension.</param>
    /// <exception cref="ArgumentException">A dimension is negative, or the elements are more than <see cref="int.MaxValue"/>, the most that a span shows.</exception>
    /// <exception cref="NotSupportedException">Tensors do not hold <typeparamref name="T"/>.</exception>
    public static Tensor Allocate<T>(params ReadOnlySpan<long> dimensions)
        where T : unmanaged
    {
        Tensor tensor = AllocateRaw<T>(dimensions);
        tensor.AsSpan<T>().Clear();
        return tensor;
    }

    /// <summary>A tensor over the caller's memory, without a copy; the memory is pinned until <see cref="Dispose"/>.</summary>
    /// <typeparam name="T">float, double, Half, bool, or an integer of 8 to 64 bits.</typeparam>
    /// <param name="memory">The elements, the last dimension varying fastest.</param>
    /// <param name="dimensions">The size of each dimension.</param>
    /// <exception cref="ArgumentException">The memory has not as many elements as the dimensions say.</exception>
    /// <exception cref="NotSupportedException">Tensors do not hold <typeparamref name="T"/>.</exception>
    public static Tensor Wrap<T>(Memory<T> memory, params ReadOnlySpan<long> dimensions)
        where T : unmanaged
    {
        RequireCount(memory.Length, dimensions);
        OnnxRuntime runtime = OnnxRuntime.Current;
        TensorElementType type = ElementTypes.Of<T>();
        MemoryHandle pin = memory.Pin();
        try
        {
            nint value;
            fixed (long* sizes = dimensions)
            {
                runtime.Check(runtime.Api.CreateTensorWithDataAsOrtValue(
                    runtime.CpuMemory, pin.Pointer, (nuint)memory.Length * (nuint)sizeof(T), sizes, (nuint)dimensions.Length, (int)type, &value));
            }

            return new Tensor(new OrtHandle(value, runtime.Api.ReleaseValue, pin), pin.Pointer, type, [.. dimensions]);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>The elements, to read and to write.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">The tensor is disposed.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        return View<T>();
    }

    /// <summary>A copy of the elements.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">The tensor is disposed.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        using HandleHold hold = new(_handle, this);
        return View<T>().ToArray();
    }

    /// <summary>Frees or unpins the memory when the runs in progress that use it have returned.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>The native value, for a call between the handle's AddRef and Release.</summary>
    internal OrtHandle Handle => _handle;

    /// <summary>Takes ownership of a value that ONNX Runtime made.</summary>
    /// <exception cref="RsdtrException">RSDTR4003: it is a sequence, a map or a text tensor.</exception>
    internal static Tensor Own(OnnxRuntime runtime, nint value, string name)
    {
        OrtHandle handle = new(value, runtime.Api.ReleaseValue);
        try
        {
            int isTensor;
            runtime.Check(runtime.Api.IsTensor(value, &isTensor));
            (TensorElementType type, ImmutableArray<long> dimensions) =
                isTensor != 0 ? OrtTypes.ReadValue(runtime, value) : (TensorElementType.Undefined, []);
            if (type is TensorElementType.Undefined or TensorElementType.Text)
            {
                throw new RsdtrException(
                    RuntimeDiagnostics.RuntimeFailure, $"the output '{name}' is not a numeric tensor; ask only for outputs that are.");
            }

            void* data;
            runtime.Check(runtime.Api.GetTensorMutableData(value, &data));
            return new Tensor(handle, data, type, dimensions);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static Tensor AllocateRaw<T>(ReadOnlySpan<long> dimensions)
        where T : unmanaged
    {
        if (TensorShape.Count(dimensions) > int.MaxValue)
        {
            throw new ArgumentException(
                $"The dimensions {TensorShape.Describe(dimensions)} ask for {TensorShape.Count(dimensions)} elements; the most is {int.MaxValue}.", nameof(dimensions));
        }

        OnnxRuntime runtime = OnnxRuntime.Current;
        TensorElementType type = ElementTypes.Of<T>();
        nint value;
        fixed (long* sizes = dimensions)
        {
            runtime.Check(runtime.Api.CreateTensorAsOrtValue(runtime.Allocator, sizes, (nuint)dimensions.Length, (int)type, &value));
        }

        return Own(runtime, value, "new tensor");
    }

    private Span<T> View<T>()
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != ElementType)
        {
            throw new InvalidOperationException($"The tensor holds {ElementType}, not {typeof(T).Name}.");
        }

        return new Span<T>(_data, checked((int)Length));
    }

    private static void RequireCount(int length, ReadOnlySpan<long> dimensions)
    {
        if (TensorShape.Count(dimensions) != length)
        {
            throw new ArgumentException(
                $"The dimensions {TensorShape.Describe(dimensions)} ask for {TensorShape.Count(dimensions)} elements; {length} are given.", nameof(dimensions));
        }
    }
}
