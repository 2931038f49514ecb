namespace RsdtrEdge.Runtime.Operators;

/// <summary>What computes one node of a session.</summary>
internal abstract class OperatorKernel
{
    /// <summary>Computes the outputs. Runs of the session that overlap call it on several threads at once. What it throws fails the run, and nothing else.</summary>
    /// <param name="call">The inputs and outputs; not to be kept.</param>
    public abstract void Compute(OperatorCall call);
}
