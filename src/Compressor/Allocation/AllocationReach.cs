namespace RsdtrEdge.Compressor.Allocation;

/// <summary>What is known of choices where the limits are not met.</summary>
/// <param name="IsProven">Whether it is certain that no choice meets the limits on sums; otherwise none was found.</param>
/// <param name="ParametersAtAnyError">The parameters that even the lowest ranks of all layers do not go below.</param>
/// <param name="FlopsAtAnyError">The FLOPs likewise; null where some layer's are unknown.</param>
internal sealed record AllocationReach(bool IsProven, long ParametersAtAnyError, long? FlopsAtAnyError);
