namespace RsdtrEdge.Runtime.Devices;

/// <summary>The line of each limit in its budget file, 0 for one that does not come from a file. Compares by value, like the record that holds it.</summary>
internal readonly record struct LimitLines(
    int Parameters, int Flops, int ModelBytes, int PeakActivationBytes, int MaxOutputError, int MinAgreement, int LatencyMs)
{
    public int this[LimitKind kind] => kind switch
    {
        LimitKind.Parameters => Parameters,
        LimitKind.Flops => Flops,
        LimitKind.ModelBytes => ModelBytes,
        LimitKind.PeakActivationBytes => PeakActivationBytes,
        LimitKind.MaxOutputError => MaxOutputError,
        LimitKind.MinAgreement => MinAgreement,
        LimitKind.LatencyMs => LatencyMs,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
