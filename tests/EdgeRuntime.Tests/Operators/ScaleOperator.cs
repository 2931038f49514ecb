using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Runtime.Tests.Operators;

/// <summary>y = factor x for x of one axis, and the sum of y where it is asked for. Negative factors are refused, and more than eight numbers.</summary>
internal sealed class ScaleOperator : CustomOperator
{
    public const int MostNumbers = 8;

    private int _alive;

    /// <summary>The kernels that were made and not disposed.</summary>
    public int Alive => _alive;

    public override string Name => "Scale";

    public override int Inputs => 1;

    public override int Outputs => 2;

    public override OperatorKernel CreateKernel(OperatorAttributes attributes)
    {
        long factor = attributes.Integers("factor")[0];
        return factor < 0 ? throw new ArgumentException($"the factor {factor} is negative") : new Kernel(this, factor);
    }

    private sealed unsafe class Kernel : OperatorKernel, IDisposable
    {
        private readonly ScaleOperator _owner;
        private readonly long _factor;

        public Kernel(ScaleOperator owner, long factor)
        {
            (_owner, _factor) = (owner, factor);
            Interlocked.Increment(ref owner._alive);
        }

        public override void Compute(OperatorCall call)
        {
            Span<long> dimensions = stackalloc long[1];
            float* x = call.Input(0, dimensions);
            if (dimensions[0] > MostNumbers)
            {
                throw new InvalidOperationException($"{dimensions[0]} numbers are too many: größer");
            }

            float* y = call.Output(0, dimensions);
            float sum = 0;
            for (int index = 0; index < dimensions[0]; index++)
            {
                sum += y[index] = _factor * x[index];
            }

            if (call.OutputCount > 1)
            {
                *call.Output(1, []) = sum;
            }
        }

        public void Dispose() => Interlocked.Decrement(ref _owner._alive);
    }
}
