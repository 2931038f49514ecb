using System.Runtime.Intrinsics;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>16 numbers.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => Vector512<float>.Count;

    public static Lanes512 Load(float* from) => new(Vector512.Load(from));

    public static Lanes512 Repeat(float number) => new(Vector512.Create(number));

    public static Lanes512 MultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 sum) => new(Vector512.MultiplyAddEstimate(left._value, right._value, sum._value));

    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._value + right._value);

    public void Store(float* to) => _value.Store(to);
}
