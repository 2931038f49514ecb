using System.Buffers;
using System.Runtime.CompilerServices;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Sessions;

public sealed class TensorTests
{
    [Fact]
    public void Every_type_goes_through_a_model_unchanged()
    {
        RoundTrip<float>(TensorElementType.Float, [1.5f, float.NaN, float.NegativeInfinity]);
        RoundTrip<double>(TensorElementType.Double, [Math.PI, -0.0, double.MaxValue]);
        RoundTrip<Half>(TensorElementType.Float16, [(Half)1.5f, Half.MaxValue, Half.Epsilon]);
        RoundTrip<long>(TensorElementType.Int64, [long.MinValue, 0, long.MaxValue]);
        RoundTrip<int>(TensorElementType.Int32, [int.MinValue, 0, int.MaxValue]);
        RoundTrip<short>(TensorElementType.Int16, [short.MinValue, 0, short.MaxValue]);
        RoundTrip<sbyte>(TensorElementType.Int8, [sbyte.MinValue, 0, sbyte.MaxValue]);
        RoundTrip<ulong>(TensorElementType.UInt64, [0, 1, ulong.MaxValue]);
        RoundTrip<uint>(TensorElementType.UInt32, [0, 1, uint.MaxValue]);
        RoundTrip<ushort>(TensorElementType.UInt16, [0, 1, ushort.MaxValue]);
        RoundTrip<byte>(TensorElementType.UInt8, [0, 1, byte.MaxValue]);
        RoundTrip<bool>(TensorElementType.Bool, [true, false, true]);
    }

    [Fact]
    public void A_new_tensor_holds_zeros_and_remembers_what_is_written()
    {
        using Tensor tensor = Tensor.Allocate<int>(2, 3);
        Assert.Equal(6, tensor.Length);
        Assert.Equal(new int[6], tensor.ToArray<int>());
        tensor.AsSpan<int>()[5] = 7;
        Assert.Equal(7, tensor.AsSpan<int>()[5]);
    }

    [Fact]
    public void A_scalar_has_no_dimensions_and_one_element()
    {
        using Tensor scalar = Tensor.Create<double>([2.5]);
        Assert.Empty(scalar.Dimensions);
        Assert.Equal(1, scalar.Length);
        Assert.Equal([2.5], scalar.ToArray<double>());
    }

    [Fact]
    public void A_tensor_without_elements_is_allowed()
    {
        using Tensor empty = Tensor.Create<float>([], 0, 3);
        Assert.Equal(0, empty.Length);
        Assert.True(empty.AsSpan<float>().IsEmpty);
    }

    [Fact]
    public void Wrapped_memory_is_shared_and_not_copied()
    {
        float[] memory = [1, 2];
        using Tensor tensor = Tensor.Wrap<float>(memory, 2);
        memory[0] = 9;
        Assert.Equal([9f, 2], tensor.ToArray<float>());
        tensor.AsSpan<float>()[1] = 8;
        Assert.Equal(8, memory[1]);
    }

    [Fact]
    public void Wrapped_memory_stays_pinned_until_the_last_run_that_uses_it_has_returned()
    {
        using CountingMemory memory = new();
        Tensor tensor = Tensor.Wrap(memory.Memory, 2);
        Assert.Equal(1, memory.Pins);

        // What a run does with each tensor for its length.
        bool held = false;
        tensor.Handle.DangerousAddRef(ref held);
        tensor.Dispose();
        Assert.Equal(1, memory.Pins);
        tensor.Handle.DangerousRelease();
        Assert.Equal(0, memory.Pins);
    }

    [Fact]
    public void Wrapped_memory_that_nobody_released_is_freed_by_the_collector()
    {
        WeakReference[] arrays = [.. Enumerable.Range(0, 20).Select(_ => WrapAndForget())];
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(arrays, array => array.IsAlive);
    }

    [Fact]
    public void Counts_that_contradict_the_dimensions_are_refused_with_both()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Tensor.Create<float>([1, 2, 3], 2, 2));
        Assert.Contains("[2,2] ask for 4 elements; 3 are given", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Tensor.Wrap<float>(new float[3], 2, 2));
        Assert.Throws<ArgumentException>(() => Tensor.Allocate<float>(2, -1));
        Assert.Throws<ArgumentException>(() => Tensor.Allocate<float>(long.MaxValue, 2));
        Assert.Contains("2147483648 elements; the most is", Assert.Throws<ArgumentException>(() => Tensor.Allocate<byte>(1 << 16, 1 << 15)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_types_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => Tensor.Create<decimal>([1], 1));
        using Tensor tensor = Tensor.Create<float>([1], 1);
        Assert.Throws<InvalidOperationException>(() => tensor.ToArray<int>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference WrapAndForget()
    {
        float[] memory = [1, 2];
        _ = Tensor.Wrap<float>(memory, 2);
        return new WeakReference(memory);
    }

    private static void RoundTrip<T>(TensorElementType type, T[] values)
        where T : unmanaged
    {
        using InferenceSession session = InferenceSession.Load(TinyModel.Identity(type, "n"));
        using Tensor x = Tensor.Create<T>(values, values.Length);
        Assert.Equal(type, x.ElementType);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
        Assert.Equal(type, outputs["y"].ElementType);
        Assert.Equal(values, outputs["y"].ToArray<T>());
    }

    /// <summary>Two numbers that know how often they are pinned.</summary>
    private sealed class CountingMemory : MemoryManager<float>
    {
        private readonly float[] _values = GC.AllocateArray<float>(2, pinned: true);

        public int Pins { get; private set; }

        public override Span<float> GetSpan() => _values;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            Pins++;
            return new MemoryHandle(Unsafe.AsPointer(ref _values[elementIndex]), pinnable: this);
        }

        public override void Unpin() => Pins--;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
