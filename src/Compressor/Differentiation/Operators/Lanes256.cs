using System.Runtime.Intrinsics;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>8 numbers.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => Vector256<float>.Count;

    public static Lanes256 Load(float* from) => new(Vector256.Load(from));

    public static Lanes256 Repeat(float number) => new(Vector256.Create(number));

    public static Lanes256 MultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 sum) => new(Vector256.MultiplyAddEstimate(left._value, right._value, sum._value));

    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left._value + right._value);

    public void Store(float* to) => _value.Store(to);
}
