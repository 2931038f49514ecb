using RsdtrEdge.Runtime.Operators;

namespace RsdtrEdge.Runtime.Tests.Operators;

/// <summary>y = x for one number x; notes the mark of its node at each run, so that a test sees which of several models ran when.</summary>
internal sealed class NotingOperator : CustomOperator
{
    /// <summary>The marks in the order of the runs.</summary>
    public List<long> Runs { get; } = [];

    public override string Name => "Note";

    public override int Inputs => 1;

    public override int Outputs => 1;

    public override OperatorKernel CreateKernel(OperatorAttributes attributes) => new Kernel(Runs, attributes.Integers("mark")[0]);

    private sealed unsafe class Kernel(List<long> runs, long mark) : OperatorKernel
    {
        public override void Compute(OperatorCall call)
        {
            Span<long> dimensions = stackalloc long[1];
            float* x = call.Input(0, dimensions);
            *call.Output(0, dimensions) = *x;
            runs.Add(mark);
        }
    }
}
