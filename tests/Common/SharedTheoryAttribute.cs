namespace RsdtrEdge.Tests.Common;

/// <summary>A theory that needs the real models and images beside the checkout, and says so where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute()
    {
        if (!RepositoryLayout.HasShared)
        {
            Skip = SharedMaterial.AbsentReason;
        }
    }
}
