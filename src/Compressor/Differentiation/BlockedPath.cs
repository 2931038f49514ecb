namespace RsdtrEdge.Compressor.Differentiation;

/// <summary>Why derivatives do not pass, or do not exist.</summary>
/// <param name="Node">The node that stands in the way, as messages name it (<c>NonMaxSuppression 'nms'</c>); null where none does.</param>
/// <param name="Reason">What it lacks, in words that follow the node's name: "is an operator without a derivative here".</param>
internal sealed record BlockedPath(string? Node, string Reason)
{
    /// <summary>The node and the reason as one clause.</summary>
    public override string ToString() => Node is null ? Reason : $"{Node} {Reason}";
}
