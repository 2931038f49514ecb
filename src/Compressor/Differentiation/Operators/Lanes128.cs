using System.Runtime.Intrinsics;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>4 numbers.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> value) : ILanes<Lanes128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => Vector128<float>.Count;

    public static Lanes128 Load(float* from) => new(Vector128.Load(from));

    public static Lanes128 Repeat(float number) => new(Vector128.Create(number));

    public static Lanes128 MultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 sum) => new(Vector128.MultiplyAddEstimate(left._value, right._value, sum._value));

    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left._value + right._value);

    public void Store(float* to) => _value.Store(to);
}
